"""What people and other programs read of the mesh: tables and JSON, computed elsewhere."""
