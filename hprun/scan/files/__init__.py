"""Which files a program has: found from its imports, read, and remembered from scan to scan."""
