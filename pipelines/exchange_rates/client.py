"""The bank's daily reference rates over HTTP, each range asked for once however many workspaces need it."""

import csv
import io
import threading
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache, partial

from pipelines.exchange_rates.errors import BYTE_ORDER_MARK, classify
from pipelines.loading.errors import TransientError
from pipelines.loading.http import ApiClient
from pipelines.loading.turns import waiting

BASE_URL = "https://data-api.ecb.europa.eu"

RatesByDay = Mapping[date, Mapping[str, Decimal]]
"""Units of each currency per euro, by day of publication; the euro itself is 1."""

_one_at_a_time = threading.Lock()


def published_rates(base_url: str, since: date, until: date, run: str, may_be_empty: bool = True) -> RatesByDay:
    """The rates of the days from ``since`` to ``until``; days without a publication are missing.

    ``run`` names the sync run: within it, a range is fetched once for all connections. An answer without any rate is
    asked for again unless it ``may_be_empty``.
    """
    with waiting(), _one_at_a_time:
        return _fetched(base_url, since, until, run, may_be_empty)


@lru_cache(maxsize=4)
def _fetched(base_url: str, since: date, until: date, run: str, may_be_empty: bool) -> RatesByDay:
    with ApiClient(base_url, partial(classify, may_be_empty=may_be_empty)) as client:
        response = client.request(
            "GET",
            "/service/data/EXR/D..EUR.SP00.A",
            params={"startPeriod": since.isoformat(), "endPeriod": until.isoformat(), "format": "csvdata"},
        )
    return rates_from_csv(response.text)


def rates_from_csv(text: str) -> RatesByDay:
    """The bank's CSV by day; columns are found by name, observations without a value are left out."""
    days: dict[date, dict[str, Decimal]] = {}
    for row in csv.DictReader(io.StringIO(text.strip().lstrip(BYTE_ORDER_MARK))):
        value = row.get("OBS_VALUE")
        if not value or value == "NaN":
            continue
        try:
            day, rate = date.fromisoformat(row["TIME_PERIOD"]), Decimal(value)
        except (KeyError, ValueError, TypeError, InvalidOperation) as error:
            raise TransientError("The European Central Bank's answer cannot be read; try again later.") from error
        days.setdefault(day, {"EUR": Decimal(1)})[row["CURRENCY"]] = rate
    return days
