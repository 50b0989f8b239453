"""Global ids (``gid://shopify/Order/1``) and times in wire form."""

import re
from datetime import UTC, datetime

_GID = re.compile(r"^gid://shopify/(\w+)/(\d+)(?:\?.*)?$")


def gid(type_name: str, number: int) -> str:
    """The global id of an object."""
    return f"gid://shopify/{type_name}/{number}"


def parse_gid(text: str) -> tuple[str, int] | None:
    """Type and number of a global id, or None when it is none."""
    match = _GID.match(text)
    return (match.group(1), int(match.group(2))) if match else None


def wire_time(moment: datetime | None) -> str | None:
    """A moment as the API writes it: UTC, whole seconds, ``Z``."""
    return None if moment is None else f"{moment.astimezone(UTC).isoformat()[:19]}Z"
