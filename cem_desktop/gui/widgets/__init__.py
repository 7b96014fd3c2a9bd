"""Small widgets that pages are made of. They know tokens and texts, no services."""
