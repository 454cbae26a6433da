"""Layer 0: the version, written once."""

VERSION = "0.1.0"
