"""The network as one more road for the same sealed bundles; nothing here can read one.

``client`` sends and fetches for an office, ``server`` receives at headquarters. Both speak tus 1.0
over TLS, whose key the signed roster names.
"""
