"""Names that end up in paths and statements: checked once, here."""

import re

from omnitrackiq.warehouse.errors import WarehouseError

_WORKSPACE_ID = re.compile(r"[a-z0-9-]{3,40}", re.ASCII)
_BUILD_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}", re.ASCII)


class InvalidNameError(WarehouseError):
    """A workspace id or a build id has characters or a length it must not have."""


def checked_workspace_id(workspace_id: str) -> str:
    """``workspace_id`` itself; raises InvalidNameError unless it is 3 to 40 lower-case letters, digits and hyphens."""
    if not _WORKSPACE_ID.fullmatch(workspace_id):
        raise InvalidNameError("A workspace id has 3 to 40 lower-case letters, digits and hyphens.")
    return workspace_id


def checked_build_id(build_id: str) -> str:
    """``build_id`` itself; raises InvalidNameError unless it is letters, digits, underscores and hyphens."""
    if not _BUILD_ID.fullmatch(build_id):
        raise InvalidNameError("A build id has up to 80 letters, digits, underscores and hyphens.")
    return build_id


def quoted(name: str) -> str:
    """A SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A SQL text literal, for the few statements that take no parameters."""
    return "'" + text.replace("'", "''") + "'"
