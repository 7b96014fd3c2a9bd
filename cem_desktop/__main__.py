"""``python -m cem_desktop`` opens the window."""

import sys

from cem_desktop.app import main
from cem_desktop.cleaning.sandbox import CLEAN_FLAG

if __name__ == "__main__":
    if sys.argv[1:] == [CLEAN_FLAG]:  # a frozen program is its own child
        from cem_desktop.cleaning.child import main as clean

        clean()
    else:
        sys.exit(main())
