"""The client tries again what passes, waits when told to, and gives up with one sentence."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import httpx
import pytest

from pipelines.loading.errors import PermanentError, RateLimitError, SourceError, TransientError
from pipelines.loading.http import ATTEMPTS, ApiClient


@contextmanager
def answering(*answers: tuple[int, bytes]) -> Iterator[tuple[str, list[str]]]:
    """A server that gives ``answers`` in turn (the last one for ever) and notes what was asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = answers[min(len(asked), len(answers) - 1)]
            asked.append(self.path)
            self.send_response(status)
            self.send_header("content-type", "application/json")
            if status == 302:
                self.send_header("location", "http://elsewhere.example/")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return None

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()


def classify(response: httpx.Response) -> SourceError | None:
    match response.status_code:
        case 503:
            return TransientError("The platform is busy; try again later.")
        case 429:
            return RateLimitError("The limit is reached.", timedelta(seconds=float(response.text)))
        case 400:
            return PermanentError("The request is wrong.")
    return None


def test_a_passing_fault_is_tried_again() -> None:
    with answering((503, b""), (200, b'{"a": 1}')) as (url, asked), ApiClient(url, classify) as client:
        assert client.get_json("/x") == {"a": 1}
        assert asked == ["/x", "/x"]


def test_a_cut_answer_is_asked_for_again() -> None:
    with answering((200, b'{"a": '), (200, b'{"a": 1}')) as (url, _), ApiClient(url, classify) as client:
        assert client.get_json("/x") == {"a": 1}


def test_a_lasting_fault_ends_with_its_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.loading.http._BACK_OFF", lambda _state: 0.0)
    with answering((503, b"")) as (url, asked), ApiClient(url, classify) as client:
        with pytest.raises(TransientError, match="busy"):
            client.get_json("/x")
        assert len(asked) == ATTEMPTS


def test_a_refusal_is_not_repeated() -> None:
    with answering((400, b"")) as (url, asked), ApiClient(url, classify) as client:
        with pytest.raises(PermanentError, match="wrong"):
            client.get_json("/x")
        assert len(asked) == 1


@pytest.mark.parametrize(("wait", "calls"), [(b"0", 2), (b"3600", 1)])
def test_a_short_limit_is_waited_for_and_a_long_one_is_not(wait: bytes, calls: int) -> None:
    with answering((429, wait), (200, b"{}")) as (url, asked), ApiClient(url, classify) as client:
        if calls == 1:
            with pytest.raises(RateLimitError):
                client.get_json("/x")
        else:
            client.get_json("/x")
        assert len(asked) == calls


def test_a_redirect_is_not_followed() -> None:
    with answering((302, b"")) as (url, asked), ApiClient(url, classify) as client:
        with pytest.raises(PermanentError, match="redirects elsewhere"):
            client.get_json("/x")
        assert len(asked) == 1


def test_an_unreachable_host_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.loading.http._BACK_OFF", lambda _state: 0.0)
    with ApiClient("http://127.0.0.1:9", classify) as client, pytest.raises(TransientError, match=r"127\.0\.0\.1"):
        client.get_json("/x")
