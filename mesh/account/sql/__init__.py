"""SQL as text: read as statements, printed from them, and looked through for the names in it."""
