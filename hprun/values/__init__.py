"""Layer 1: what the user gives: words and files into typed values, layers merged, and written."""
