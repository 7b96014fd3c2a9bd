"""``cem``: the command line, for scripts and headquarters. Imports the window only to open it."""
