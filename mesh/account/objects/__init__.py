"""What must hold of an account's objects, kind by kind, when they are made and whenever they change."""
