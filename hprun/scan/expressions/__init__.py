"""What an expression says, without evaluating it: a value, a name, a type, a line of help."""
