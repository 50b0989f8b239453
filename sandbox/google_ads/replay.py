"""Recorded Google Ads records, served through the same endpoints.

A recording is one JSON-lines file per stream whose keys are GAQL paths (``metrics.cost_micros``) with 64-bit integers
as numbers. Rows go out in wire form: nested, lowerCamelCase, 64-bit integers as text, enums by their bare name. What
was recorded is served whole, whatever fields a query selects; old field names stay.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sandbox.google_ads.conditions import day_range
from sandbox.google_ads.fields import nested
from sandbox.google_ads.gaql import Query
from sandbox.recorded import as_number, recorded

Record = dict[str, Any]

_ENTITY_STREAMS = {
    "customer": "customer",
    "campaign": "campaign",
    "ad_group": "ad_group",
    "ad_group_ad": "ad_group_ad",
}
_DAILY_STREAMS = _ENTITY_STREAMS | {"customer": "account_performance_report"}
_INT32 = frozenset(
    {
        "segments.hour",
        "segments.year",
        "campaign.shopping_setting.campaign_priority",
        "campaign.target_cpm.target_frequency_goal.target_count",
    }
)


class Recording:
    """The records of one folder, read once."""

    def __init__(self, folder: Path) -> None:
        streams = {*_ENTITY_STREAMS.values(), *_DAILY_STREAMS.values()}
        self._records = {stream: recorded(folder, "google_ads", stream) for stream in streams}

    @property
    def customer_ids(self) -> list[str]:
        """Every customer that the records name."""
        return list(dict.fromkeys(str(record["customer.id"]) for record in self._records["customer"]))

    def rows(self, query: Query, customer_id: str) -> list[dict[str, Any]]:
        """Wire rows of the recorded stream that ``query`` reads; days outside its date filter are left out.

        A record that is not cut by the segments asked for is no answer. A customer that no record names is answered
        with everything, so that any connection can be pointed here.
        """
        if query.resource == "customer_client":
            return [nested(_client(record, customer_id)) for record in self._owned("customer", customer_id)[:1]]
        daily = "segments.date" in query.select
        stream = (_DAILY_STREAMS if daily else _ENTITY_STREAMS).get(query.resource)
        records = self._owned(stream, customer_id) if stream else []
        if daily:
            since, until = day_range(query.conditions, datetime.now(UTC).date())
            records = [record for record in records if _reports(record, since, until)]
        cuts = {name for name in query.select if name.startswith("segments.")} - {"segments.date"}
        return [to_wire(record) for record in records if cuts <= record.keys()]

    def _owned(self, stream: str, customer_id: str) -> Sequence[Record]:
        records = self._records[stream]
        if customer_id not in self.customer_ids:
            return records
        return [record for record in records if _owner(record) in (None, customer_id)]


def to_wire(record: Record) -> dict[str, Any]:
    """A recorded row as REST sends it."""
    return nested({name: _wire_value(name, value) for name, value in record.items()})


def _wire_value(name: str, value: Any) -> Any:
    if isinstance(value, list):
        return [_wire_value(name, item) for item in value]
    if isinstance(value, str) and name.endswith("_types"):
        return value.rsplit(".", 1)[-1]
    if isinstance(value, int) and not isinstance(value, bool) and name not in _INT32:
        return str(value)
    return as_number(value)


def _reports(record: Record, since: date, until: date) -> bool:
    """Whether a record holds figures of a day in the range."""
    has_metrics = any(name.startswith("metrics.") for name in record)
    day = record.get("segments.date")
    return has_metrics and day is not None and since <= date.fromisoformat(day) <= until


def _owner(record: Record) -> str | None:
    if "customer.id" in record:
        return str(record["customer.id"])
    names = (value for name, value in record.items() if name.endswith(".resource_name"))
    return next((str(value).split("/")[1] for value in names if str(value).startswith("customers/")), None)


def _client(record: Record, customer_id: str) -> Record:
    """The ``customer_client`` row that a lone account has of itself."""
    return {
        "customer_client.resource_name": f"customers/{customer_id}/customerClients/{customer_id}",
        "customer_client.client_customer": f"customers/{customer_id}",
        "customer_client.id": customer_id,
        "customer_client.descriptive_name": record["customer.descriptive_name"],
        "customer_client.currency_code": record["customer.currency_code"],
        "customer_client.time_zone": record["customer.time_zone"],
        "customer_client.level": "0",
        "customer_client.manager": record["customer.manager"],
        "customer_client.test_account": record["customer.test_account"],
        "customer_client.status": "ENABLED",
    }
