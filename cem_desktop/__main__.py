"""``python -m cem_desktop`` opens the window."""

import sys

from cem_desktop.app import main

if __name__ == "__main__":
    sys.exit(main())
