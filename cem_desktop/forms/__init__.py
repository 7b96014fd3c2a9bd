"""The form engine: fichas written as XForms, run one at a time.

May import ``domain`` and the base modules; it has no Qt, no store and no keys.
"""
