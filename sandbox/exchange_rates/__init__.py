"""A twin of the European Central Bank's data API: daily reference rates as CSV."""

import csv
import io
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.context import SandboxContext

COLUMNS = (
    *("KEY", "FREQ", "CURRENCY", "CURRENCY_DENOM", "EXR_TYPE", "EXR_SUFFIX", "TIME_PERIOD", "OBS_VALUE"),
    *("OBS_STATUS", "OBS_CONF", "COLLECTION", "DECIMALS", "TITLE", "UNIT", "UNIT_MULT"),
)
FIRST_DAY = date(1999, 1, 4)
_DAY = timedelta(days=1)

Rate = tuple[date, str, Decimal]


def routes(context: SandboxContext) -> list[BaseRoute]:
    """The route of the exchange-rate data flow."""

    async def exchange_rates(request: Request) -> Response:
        frequency, currencies, *rest = (request.path_params["key"].split(".") + [""] * 5)[:5]
        if frequency != "D" or rest != ["EUR", "SP00", "A"]:
            return PlainTextResponse("No results found.", 404)
        if request.query_params.get("format") != "csvdata":
            return PlainTextResponse("Not acceptable: ask for format=csvdata", 406)
        now = context.clock.now()
        try:
            since = date.fromisoformat(request.query_params.get("startPeriod", FIRST_DAY.isoformat()))
            until = date.fromisoformat(request.query_params.get("endPeriod", now.date().isoformat()))
        except ValueError:
            return PlainTextResponse("Bad request: startPeriod and endPeriod are days, YYYY-MM-DD", 400)
        wanted = set(currencies.split("+")) - {""}
        rates = [rate for rate in published(context, since, until) if not wanted or rate[1] in wanted]
        return Response(csv_text(rates), media_type="application/vnd.sdmx.data+csv;version=1.0.0")

    return [Route("/service/data/EXR/{key}", exchange_rates, methods=["GET"])]


def published(context: SandboxContext, since: date, until: date) -> list[Rate]:
    """The market's fixings. Recorded orders are older than any market: in replay the first fixings hold before it."""
    now = context.clock.now()
    fixings = list(context.market.rates(since, until, now))
    if context.replay is None:
        return fixings
    everything = context.market.rates(FIRST_DAY, now.date(), now)
    first_day = min((day for day, _, _ in everything), default=FIRST_DAY)
    first = [(currency, value) for day, currency, value in everything if day == first_day]
    start = max(since, FIRST_DAY)
    days = [start + timedelta(days=number) for number in range((min(first_day, until + _DAY) - start).days)]
    early = [(day, currency, value) for day in days if day.weekday() < 5 for currency, value in first]
    return [*early, *fixings]


def csv_text(rates: Sequence[Rate]) -> str:
    """Rates (day, currency, units per euro) as the bank writes them: by currency, then by day."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for day, currency, value in sorted(rates, key=lambda rate: (rate[1], rate[0])):
        writer.writerow(
            {
                "KEY": f"EXR.D.{currency}.EUR.SP00.A",
                "FREQ": "D",
                "CURRENCY": currency,
                "CURRENCY_DENOM": "EUR",
                "EXR_TYPE": "SP00",
                "EXR_SUFFIX": "A",
                "TIME_PERIOD": day.isoformat(),
                "OBS_VALUE": format(value, "f"),
                "OBS_STATUS": "A",
                "OBS_CONF": "F",
                "COLLECTION": "A",
                "DECIMALS": 5,
                "TITLE": f"{currency}/Euro",
                "UNIT": currency,
                "UNIT_MULT": 0,
            }
        )
    return text.getvalue()
