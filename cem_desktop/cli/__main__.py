"""``python -m cem_desktop.cli``."""

from cem_desktop.cli.main import main

main()
