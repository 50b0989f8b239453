"""What can go wrong with a connection, by what has to happen next.

Sources raise these from their error tables; the runner turns them into the connection's status. Every message is one
plain sentence that says what to do.
"""

from datetime import timedelta
from typing import ClassVar, Literal

# The longest quotas are daily ones: whoever names a longer wait is asked again after this.
LONGEST_PARKING = timedelta(hours=26)

Status = Literal["ok", "reauth", "config", "throttled_until", "failed"]


class SourceError(Exception):
    """A fault of one connection; ``status`` is what its run ends with."""

    status: ClassVar[Status] = "failed"


class ReauthorizeError(SourceError):
    """The credential is dead or lacks a permission that a new sign-in grants."""

    status = "reauth"


class ConfigurationError(SourceError):
    """Something is set up wrongly, here or on the platform."""

    status = "config"


class PermanentError(SourceError):
    """The platform refuses this request and will go on doing so."""


class TransientError(SourceError):
    """A fault that passes; the client tries again."""


class UnreachableError(TransientError):
    """The platform, or its sign-in, does not answer at all: that concerns every account of the connection."""


class TooOldError(PermanentError):
    """The range starts before the history that the platform keeps."""


class ShrinkError(SourceError):
    """The platform wants a smaller request; the source asks for less."""


class RateLimitError(SourceError):
    """The platform's limit is reached; ``wait`` is the time until it lets us in again, a good day at most."""

    status = "throttled_until"

    def __init__(self, message: str, wait: timedelta) -> None:
        super().__init__(message)
        self.wait = min(wait, LONGEST_PARKING)


def retold(error: SourceError, sentence: str) -> SourceError:
    """An error that ends the same way with another ``sentence``; one that wanted less is permanent at last."""
    match error:
        case RateLimitError():
            return RateLimitError(sentence, error.wait)
        case ConfigurationError():
            return ConfigurationError(sentence)
        case TransientError():
            return TransientError(sentence)
        case _:
            return PermanentError(sentence)
