"""What a person can do wrong with workspaces and connections; each text is one sentence."""

from omnitrackiq.errors import ExpectedError


class AccountsError(ExpectedError):
    """Something about workspaces or connections cannot be done as asked."""


class InvalidValueError(AccountsError):
    """A value breaks its rule."""


class UnknownWorkspaceError(AccountsError):
    """There is no such workspace, or it was deleted."""

    def __init__(self, workspace_id: str) -> None:
        super().__init__(f"There is no workspace {workspace_id}.")


class WorkspaceTakenError(AccountsError):
    """The id is or was in use; ids are never given twice."""


class UnknownConnectionError(AccountsError):
    """There is no such connection, or it was removed."""

    def __init__(self, connection_id: str) -> None:
        super().__init__(f"There is no connection {connection_id}.")


class ConnectionTakenError(AccountsError):
    """The account is connected to this workspace already."""


class SecretsError(AccountsError):
    """Stored secrets cannot be read: the key is gone, or they were moved from another connection."""
