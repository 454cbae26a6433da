"""Say which interpreters the conformance suite compares on."""

from __future__ import annotations

import sys

from interpreters import OTHERS


def pytest_report_header():
    version = ".".join(map(str, sys.version_info[:3]))
    others = ", ".join(OTHERS) or "none found"
    return f"conformance: python {version}; with -m slow also {others}"
