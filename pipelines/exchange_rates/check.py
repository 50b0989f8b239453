"""The connection test: whether the bank answers, and whether it publishes the workspace's currency."""

from datetime import UTC, datetime, timedelta

from pipelines.exchange_rates.client import BASE_URL, published_rates
from pipelines.exchange_rates.extract import OVERLAP, base_currency
from pipelines.loading.connection import Connection
from pipelines.loading.source import AccountReport, ConnectionReport


def check(connection: Connection, now: datetime) -> ConnectionReport:
    """Reads the last days; raises SourceError."""
    currency = base_currency(connection)
    today = now.astimezone(UTC).date()
    found = published_rates(connection.base_url or BASE_URL, today - OVERLAP, today, now.isoformat())
    latest = max(found, default=None)
    warnings = []
    if latest is None:
        warnings.append("The European Central Bank published nothing in the last ten days; try again later.")
    elif currency not in found[latest]:
        warnings.append(
            f"The European Central Bank does not publish {currency}, so amounts in other currencies stay in quarantine;"
            " give the workspace a currency that it publishes."
        )
    elif today - latest > timedelta(days=5):
        warnings.append(f"The last rates are of {latest}; amounts of later days are converted with them.")
    return ConnectionReport((AccountReport("ecb", "European Central Bank", currency),), tuple(warnings))
