"""Who sits at the shell, as the audit log names them."""

import getpass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from omnitrackiq.accounts.audit import Actor


def operator() -> "Actor":
    """The operator, under the name that the system knows."""
    from omnitrackiq.accounts.audit import Actor

    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        name = "unknown"
    return Actor("operator", name)
