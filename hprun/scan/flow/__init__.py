"""What a program does with its parsers: followed from statement to statement, never executed."""
