"""Lists in pages that change while they are read: read again from the first page."""

from collections.abc import Callable
from typing import TypeVar

from tenacity import Retrying, retry_if_exception_type, stop_after_attempt

from pipelines.loading.errors import PermanentError

READINGS = 3

T = TypeVar("T")


class ShiftedListError(PermanentError):
    """The pages of a list are not what was announced. Other lists can be read, and this one in a later run."""

    def __init__(self, platform: str, announced: int, sent: int) -> None:
        super().__init__(
            f"{platform} announced {announced} records and sent {sent}, since its list changes while it is read; "
            "none of them were loaded, the next sync reads it again."
        )


def read_whole(read: Callable[[], T]) -> T:
    """What ``read`` gives, again from the beginning where it raises ShiftedListError; the third one is raised."""
    readings = Retrying(
        retry=retry_if_exception_type(ShiftedListError), stop=stop_after_attempt(READINGS), reraise=True
    )
    return readings(read)
