"""The same seed gives the same market, and time only adds to it."""

import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sandbox.market.generated import GeneratedMarket, generate_market
from tests.sandbox.market.worlds import BEFORE_ALL, accounts_of

REPOSITORY = Path(__file__).resolve().parents[3]
START = date(2026, 2, 20)


def on_day(number: int) -> datetime:
    return datetime(2026, 2, 20, 15, 30, tzinfo=UTC) + timedelta(days=number)


def made(seed: int, *days: int) -> GeneratedMarket:
    """A market of two workspaces that was generated to the first day and then extended to each other one."""
    market = generate_market(seed=seed, start=START, workspaces=2, size="small", now=on_day(days[0]))
    for day in days[1:]:
        market.extend(on_day(day))
    return market


def everything(market: GeneratedMarket, now: datetime) -> dict[str, Any]:
    """All that the market answers at ``now``, by name."""
    seen: dict[str, Any] = {"rates": market.rates(START - timedelta(days=90), now.date(), now)}
    for workspace in market.workspaces:
        name = workspace.workspace_id
        seen[f"orders {name}"] = market.orders(name, now)
        seen[f"customers {name}"] = market.customers(name, now)
        seen[f"products {name}"] = market.products(name, now)
        # Whether a visit led to an order is known minutes after the visit.
        seen[f"touches {name}"] = [replace(each, order_id=None) for each in market.touches(name, BEFORE_ALL, now)]
    for account in accounts_of(market):
        account_id = account.account_id
        seen[f"account {account_id}"] = account
        seen[f"campaigns {account_id}"] = market.campaigns(account_id, now)
        seen[f"ad sets {account_id}"] = market.ad_sets(account_id, now)
        seen[f"ads {account_id}"] = market.ads(account_id, now)
        seen[f"days {account_id}"] = market.ad_days(account_id, START, now.date(), now)
        seen[f"claims {account_id}"] = market.claims(account_id, START, now.date(), now)
    return seen


def fingerprint(market: GeneratedMarket, now: datetime) -> str:
    """A digest of everything that is the same in every process; sets have no order, so they are left out."""
    digest = hashlib.sha256()
    for name, records in sorted(everything(market, now).items()):
        plain = [replace(each, caused_by=frozenset()) for each in records] if name.startswith("orders") else records
        digest.update(f"{name} {plain!r}".encode())
    return digest.hexdigest()


@pytest.mark.parametrize("seed", [1, 7])
def test_a_longer_market_begins_like_a_shorter_one(seed: int) -> None:
    at_once, in_steps = made(seed, 40), made(seed, 20, 21, 40)
    assert everything(in_steps, on_day(40)) == everything(at_once, on_day(40))


def test_what_was_known_on_a_day_does_not_depend_on_the_days_after() -> None:
    market = made(3, 20)
    then = everything(market, on_day(20))
    market.extend(on_day(45))
    assert everything(market, on_day(20)) == then


def test_extending_to_the_past_changes_nothing() -> None:
    market = made(4, 12)
    before = everything(market, on_day(12))
    market.extend(on_day(3))
    assert everything(market, on_day(12)) == before


def test_another_seed_is_another_market() -> None:
    one, other = everything(made(1, 5), on_day(5)), everything(made(2, 5), on_day(5))
    assert one["orders demo-1"] != other["orders demo-1"]
    assert one["rates"] != other["rates"]


def test_another_process_generates_the_same_market() -> None:
    code = (
        "from tests.sandbox.market.test_repeatability import fingerprint, made, on_day;"
        "print(fingerprint(made(5, 8), on_day(8)))"
    )
    variables = {**os.environ, "PYTHONHASHSEED": "12345"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=variables, cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == fingerprint(made(5, 8), on_day(8))


def test_a_wrong_size_is_refused() -> None:
    with pytest.raises(KeyError):
        generate_market(seed=1, start=START, workspaces=1, size="huge", now=on_day(1))
