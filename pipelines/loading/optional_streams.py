"""Optional streams of an account: what is wrong with one of them ends it alone, and is said when the rest is read."""

from collections.abc import Iterator

from pipelines.loading.errors import RateLimitError, ReauthorizeError, SourceError, UnreachableError, retold
from pipelines.loading.slice import Slice


class OptionalStreams:
    """The troubles of one account's optional streams."""

    def __init__(self) -> None:
        self._troubles: list[tuple[str, SourceError]] = []

    def apart(self, stream: str, pieces: Iterator[Slice]) -> Iterator[Slice]:
        """``pieces`` of ``stream``; its own trouble is noted and ends them.

        A dead credential, a used-up limit and an unreachable platform concern more than a stream and are raised.
        """
        try:
            yield from pieces
        except (ReauthorizeError, RateLimitError, UnreachableError):
            raise
        except SourceError as error:
            self._troubles.append((stream, error))

    def raise_first(self) -> None:
        """Raises the first trouble, if there was any."""
        if not self._troubles:
            return
        stream, error = self._troubles[0]
        sentence = f"The stream {stream} failed, everything else is read; streams_off can leave it out. {error}"
        raise retold(error, sentence) from error
