"""Paper and pictures: PDFs, charts, tables as CSV and JSON.

May import ``domain``, ``forms`` and the base modules, never ``storage``, ``sync`` or Qt. Only this
package imports reportlab, and none of its modules is imported before a workspace is unlocked.
"""
