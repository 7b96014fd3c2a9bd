"""The window: pages, widgets, theme. May import services, domain, reports' charts and Qt.

Pages ask services and get frozen values back; they never import storage, sync or crypto.
"""
