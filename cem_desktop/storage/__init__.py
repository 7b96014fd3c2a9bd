"""The encrypted stores: the only package with SQL. Rows leave it as frozen dataclasses.

May import crypto, domain and the base modules; knows nothing of forms' XML, bundles or windows.
"""
