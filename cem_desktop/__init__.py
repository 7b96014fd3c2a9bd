"""CEM Desktop: offline-first, encrypted case work for the Centros Emergencia Mujer."""

__version__ = "0.1.0"
