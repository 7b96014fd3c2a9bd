"""One module a page. Pages know services and widgets, never each other."""
