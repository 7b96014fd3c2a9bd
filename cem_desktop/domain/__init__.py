"""Plain data and rules. Imports nothing but the standard library and ``errors``."""
