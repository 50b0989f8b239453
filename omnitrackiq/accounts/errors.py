"""What a person can do wrong with accounts, workspaces and connections; each text is one sentence."""

from collections.abc import Sequence

from omnitrackiq.errors import ExpectedError

_SAID = 10
"""Problems of one file that are written out; whoever made so many has understood."""


class AccountsError(ExpectedError):
    """Something about accounts, workspaces or connections cannot be done as asked."""


class InvalidValueError(AccountsError):
    """A value breaks its rule."""


class InvalidFileError(InvalidValueError):
    """An uploaded file breaks its rules; ``problems`` says where, one sentence each with what to do."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        more = len(problems) - _SAID
        ending = f" {more} more lines are wrong." if more > 1 else " One more line is wrong." if more == 1 else ""
        super().__init__(" ".join(self.problems[:_SAID]) + ending)


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


class WrongSecondStepError(AccountsError):
    """The code of the second step is wrong or used up, or the first step was too long ago."""

    def __init__(self, text: str = "This code is not right, or it was used already.") -> None:
        super().__init__(text)


class UnknownUserError(AccountsError):
    """There is no such user."""

    def __init__(self, user: str) -> None:
        super().__init__(f"There is no user {user}.")


class EmailTakenError(AccountsError):
    """The address belongs to a user already."""


class ForbiddenError(AccountsError):
    """The role does not allow it, or there is no role at all: the answer is the same."""

    def __init__(self) -> None:
        super().__init__("You may not do that here.")


class MembershipError(AccountsError):
    """Somebody cannot be made, changed or removed as a member as asked."""


class LastOwnerError(MembershipError):
    """A workspace always has an owner."""

    def __init__(self) -> None:
        super().__init__("A workspace needs an owner: hand the ownership over first.")


class InvalidCodeError(AccountsError):
    """A link is wrong, used, replaced or too old; the answer is the same for all of them."""

    def __init__(self) -> None:
        super().__init__("This link is not valid any more: ask for a new one.")


class UnknownRequestError(AccountsError):
    """There is no such request about personal data, or nothing to fetch for it any more."""

    def __init__(self, request_id: str) -> None:
        super().__init__(f"There is no answer {request_id}: it is not ready yet, or was there for 30 days.")


class UnknownTokenError(AccountsError):
    """There is no such API token, or it was revoked."""

    def __init__(self, token_id: str) -> None:
        super().__init__(f"There is no API token {token_id}.")


class TooManyTriesError(AccountsError):
    """Something was tried too often; ``seconds`` is how long to wait."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        minutes = -(-seconds // 60)
        super().__init__(
            f"That was tried too often: wait {minutes} minute{'s' if minutes != 1 else ''}, then try again."
        )
