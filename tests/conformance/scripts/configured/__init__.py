"""A package with its settings in a module of their own."""
