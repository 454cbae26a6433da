raise LookupError("while it is imported")
