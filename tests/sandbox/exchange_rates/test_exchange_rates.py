"""The central bank's endpoint: CSV by name, ranges, wildcards, errors."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.sandbox.shopify.recorded_rows import write_rows
from tests.sandbox.shopify.shop_server import serve_shops
from tests.sandbox_server import SandboxServer


@pytest.fixture(scope="module")
def server() -> Iterator[SandboxServer]:
    with serve_shops() as served:
        yield served


def get(server: SandboxServer, key: str, **params: Any) -> httpx.Response:
    return httpx.get(f"{server.url}/service/data/EXR/{key}", params={"format": "csvdata", **params})


def observations(response: httpx.Response) -> list[tuple[str, str, str]]:
    rows = csv.DictReader(io.StringIO(response.raise_for_status().text))
    return [(row["CURRENCY"], row["TIME_PERIOD"], row["OBS_VALUE"]) for row in rows]


def test_named_currencies_in_a_range(server: SandboxServer) -> None:
    found = get(server, "D.USD+GBP.EUR.SP00.A", startPeriod="2026-03-02", endPeriod="2026-03-02")
    assert observations(found) == [("GBP", "2026-03-02", "0.85"), ("USD", "2026-03-02", "1.08")]


def test_all_currencies_to_this_day(server: SandboxServer) -> None:
    assert observations(get(server, "D..EUR.SP00.A")) == [
        ("GBP", "2026-03-02", "0.85"),
        ("USD", "2026-03-02", "1.08"),
        ("USD", "2026-03-03", "1.1"),
    ]


def test_an_empty_range_has_a_header_and_no_rows(server: SandboxServer) -> None:
    found = get(server, "D.USD.EUR.SP00.A", startPeriod="2026-03-07", endPeriod="2026-03-08")
    assert observations(found) == []
    assert found.text.startswith("KEY,FREQ,CURRENCY,")


def test_in_replay_the_first_fixings_hold_for_the_years_before(tmp_path: Path) -> None:
    with serve_shops(replay=write_rows(tmp_path)) as server:
        found = get(server, "D.USD.EUR.SP00.A", startPeriod="2021-07-01", endPeriod="2021-07-05")
        assert observations(found) == [
            ("USD", "2021-07-01", "1.08"),
            ("USD", "2021-07-02", "1.08"),
            ("USD", "2021-07-05", "1.08"),
        ]
        joint = get(server, "D.USD.EUR.SP00.A", startPeriod="2026-02-27", endPeriod="2026-03-03")
        assert [row[1:] for row in observations(joint)] == [
            ("2026-02-27", "1.08"),
            ("2026-03-02", "1.08"),
            ("2026-03-03", "1.1"),
        ]


@pytest.mark.parametrize(
    ("key", "params", "status"),
    [
        ("M.USD.EUR.SP00.A", {}, 404),
        ("D.USD.GBP.SP00.A", {}, 404),
        ("D.USD.EUR.SP00.A", {"startPeriod": "March"}, 400),
        ("D.USD.EUR.SP00.A", {"format": "xml"}, 406),
    ],
)
def test_what_cannot_be_answered(server: SandboxServer, key: str, params: dict[str, str], status: int) -> None:
    assert get(server, key, **params).status_code == status
