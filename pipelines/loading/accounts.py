"""The token and the accounts of one connection: which they are, and how they are read one after the other."""

from collections.abc import Callable, Iterator, Sequence

from pipelines.loading.connection import Connection
from pipelines.loading.errors import (
    ConfigurationError,
    RateLimitError,
    ReauthorizeError,
    SourceError,
    TransientError,
    UnreachableError,
    retold,
)
from pipelines.loading.slice import Slice


def access_token(connection: Connection, platform: str) -> str:
    """The connection's token; raises ConfigurationError when it has none."""
    token = connection.secrets.get("access_token")
    if not token:
        raise ConfigurationError(f"The connection has no access token; connect {platform} again.")
    return token


def account_ids(connection: Connection, setting: str, platform: str) -> tuple[str, ...]:
    """The ids under ``setting`` of the connection's config, without doubles; raises ConfigurationError for none."""
    value = connection.config.get(setting) or ()
    listed = value.split(",") if isinstance(value, str) else [str(one) for one in value]
    ids = tuple(dict.fromkeys(one.strip() for one in listed if one.strip()))
    if not ids:
        raise ConfigurationError(f"No {platform} account is chosen; name at least one under {setting}.")
    return ids


def each_account(ids: Sequence[str], read: Callable[[str], Iterator[Slice]]) -> Iterator[Slice]:
    """The slices of every account. Trouble with one account is raised after the others have been read.

    A dead credential or an unreachable platform concerns all accounts and is raised at once.
    """
    troubles: list[tuple[str, SourceError]] = []
    for account_id in ids:
        try:
            yield from read(account_id)
        except (ReauthorizeError, UnreachableError):
            raise
        except SourceError as error:
            troubles.append((account_id, error))
    if troubles:
        raise _combined(troubles)


def _combined(troubles: Sequence[tuple[str, SourceError]]) -> SourceError:
    """One error for all: what needs a person goes before what passes by itself."""
    account_id, error = min(troubles, key=lambda trouble: isinstance(trouble[1], (TransientError, RateLimitError)))
    sentence = f"Account {account_id}: {error}"
    if len(troubles) > 1:
        sentence += f" {len(troubles) - 1} more of its accounts failed too."
    return retold(error, sentence)
