"""What travels: bundles, feeds, receipts, the roster, and what a projection lets out.

Formats and rules only, as functions on bytes and on streams that the caller opened; no database.
It may import crypto, domain and the base modules, never storage, reports or forms.
The formats are specified byte by byte in ``docs/formats.md``.
"""
