"""Quarterly API versions: which are served, and which one answers for a version that is not."""

import re

SUPPORTED = ("2025-10", "2026-01", "2026-04", "2026-07", "2026-10", "2027-01")
_VERSION = re.compile(r"^\d{4}-(01|04|07|10)$")


def answering_version(asked: str) -> str | None:
    """The version that really answers: an old one is served by the oldest supported; None for a wrong path."""
    if asked == "unstable" or asked in SUPPORTED:
        return asked
    if _VERSION.match(asked) and asked < SUPPORTED[0]:
        return SUPPORTED[0]
    return None
