"""Keys, signatures and sealing: the only package that imports cryptography, pyrage and mnemonic.

Of the house it imports the errors and strict JSON. Everything here is a function on bytes, or moves
bytes between two streams that the caller opened; nothing touches a disk or a database.
"""
