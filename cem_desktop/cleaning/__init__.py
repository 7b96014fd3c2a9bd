"""Files from outside, opened in a process of their own, and made anew without their traces.

What parses them (Pillow, pypdf) is imported in that process only: ``child.py`` runs there, under
limits of memory and time, and ``sandbox.py`` here, which reads its answer. A fault or a trap in a
file ends the child, never the window, and the child holds no key.
"""
