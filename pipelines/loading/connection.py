"""A connection as a source sees it: plain values, no database, no settings."""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from omnitrackiq.warehouse.forgotten import Forgotten
from pipelines.loading.limiter import Limiter


def _keep_nowhere(_: Mapping[str, str]) -> None:
    """For a source that is run by itself: whoever gave the secrets has to give new ones."""


def _renew_nothing(_: str) -> Mapping[str, str]:
    """For a source that is run by itself."""
    return {}


@dataclass(frozen=True, slots=True)
class Connection:
    """One account connection of one workspace.

    ``config`` holds what may be shown (account ids, look-back), ``secrets`` what may not; neither secrets nor
    ``hash_key`` appear in the representation. ``base_url`` overrides the platform's own address. All connections of a
    run share its ``limiter``. A source calls ``keep_secrets`` with secrets that the platform replaced, and uses the new
    ones only when it has returned: whatever happens then, they are not lost. It calls ``renew_secrets`` with a token
    that was refused or is about to end, and gets the present secrets, which are stored already, with another token if
    there is one, or none; it raises SourceError.
    """

    workspace_id: str
    connection_id: str
    source: str
    config: Mapping[str, Any] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    base_url: str | None = None
    hash_key: bytes = field(default=b"", repr=False)
    forgotten: Forgotten = field(default_factory=Forgotten, repr=False, compare=False)
    keep_secrets: Callable[[Mapping[str, str]], None] = field(default=_keep_nowhere, repr=False, compare=False)
    renew_secrets: Callable[[str], Mapping[str, str]] = field(default=_renew_nothing, repr=False, compare=False)
    limiter: Limiter = field(default_factory=Limiter, repr=False, compare=False)

    def hash(self, value: str) -> str:
        """The keyed hash (64 hex digits) of a personal value, equal only inside this workspace.

        Of somebody ``forgotten`` it is the key that stands in for them.
        """
        return self.forgotten.instead_of(hmac.new(self.hash_key, value.encode(), hashlib.sha256).hexdigest())

    def wants(self, stream: str) -> bool:
        """Whether an optional stream is read: all are, except those in the setting ``streams_off``."""
        return stream not in self.config.get("streams_off", ())
