"""Layer 1: what files of values may say, as JSON Schema, for editors and other checkers."""
