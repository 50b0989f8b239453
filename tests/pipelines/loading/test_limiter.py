"""The limiter stops before the wall: short waits are waited, longer ones park, and every connection knows."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpx
import pytest

from pipelines.loading.errors import RateLimitError, SourceError
from pipelines.loading.http import ApiClient
from pipelines.loading.limiter import Limiter, Meter, Scope, Usage, scope_key
from tests.pipelines.loading.test_http import answering

APP, ACCOUNT = Scope("app", "the app"), Scope("account", "the ad account")


class Time:
    """A clock that only waiting moves."""

    def __init__(self) -> None:
        self.now = 100.0
        self.waits: list[float] = []

    def clock(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.waits.append(round(seconds, 6))
        self.now += seconds


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def limiter(time: Time) -> Limiter:
    return Limiter(time.clock, time.wait)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def test_below_the_wall_nobody_waits(limiter: Limiter, time: Time) -> None:
    limiter.heed([Usage("app", 0.89, minutes(60))])
    limiter.admit([APP, ACCOUNT])
    assert time.waits == []


def test_a_short_wait_is_waited_once(limiter: Limiter, time: Time) -> None:
    limiter.heed([Usage("app", 0.95, minutes(0.5))])
    limiter.admit([APP])
    limiter.admit([APP])
    assert time.waits == [30.0]


def test_a_long_wait_parks_all_that_share_the_limit_and_nobody_else(limiter: Limiter, time: Time) -> None:
    limiter.heed([Usage("app", 1, minutes(20)), Usage("account", 0.2, minutes(40))])
    with pytest.raises(RateLimitError, match="limit of the app") as raised:
        limiter.admit([ACCOUNT, APP])
    assert raised.value.wait == minutes(20)
    limiter.admit([ACCOUNT])
    time.now += 20 * 60
    limiter.admit([ACCOUNT, APP])
    assert time.waits == []


def test_what_was_said_before_is_not_forgotten(limiter: Limiter) -> None:
    limiter.heed([Usage("app", 1, minutes(20))])
    limiter.heed([Usage("app", 1, minutes(5)), Usage("app", 0.1, minutes(0))])
    with pytest.raises(RateLimitError) as raised:
        limiter.admit([APP])
    assert raised.value.wait == minutes(20)


def test_a_paced_limit_spreads_the_requests_of_all_threads(time: Time) -> None:
    waits: list[float] = []
    limiter = Limiter(time.clock, waits.append)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: limiter.admit([Scope("app", "the app", per_second=4)]), range(5)))
    assert sorted(waits) == [0.25, 0.5, 0.75, 1.0]


def test_a_key_tells_nothing_of_its_token() -> None:
    key = scope_key("meta app", "EAAGsecret")
    assert key == scope_key("meta app", "EAAGsecret") != scope_key("meta app", "EAAGother")
    assert "secret" not in key


def test_clients_share_what_one_of_them_was_told() -> None:
    limiter = Limiter()

    def usage(response: httpx.Response) -> Iterable[Usage]:
        return [Usage("app", float(response.headers["content-length"]) / 10, minutes(30))]

    def no_fault(_: httpx.Response) -> SourceError | None:
        return None

    meter = Meter(limiter, lambda request: [APP], usage)
    with (
        answering((200, b"[1]"), (200, b"[1234567]")) as (url, asked),
        ApiClient(url, no_fault, meter=meter) as one,
        ApiClient(url, no_fault, meter=meter) as other,
    ):
        one.get_json("/x")
        other.get_json("/y")
        with pytest.raises(RateLimitError, match="goes on by itself"):
            one.get_json("/z")
    assert asked == ["/x", "/y"]
