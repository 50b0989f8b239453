"""Events of the export to rows: parameters and nested parts under names of their own, people behind keyed hashes."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

from omnitrackiq.warehouse.forgotten import CLICK_COLUMNS, url_without_traces
from pipelines.ga4.shape import number
from pipelines.loading.connection import Connection
from pipelines.loading.personal_texts import clean_url, without_addresses
from pipelines.loading.values import as_json

Event = Mapping[str, Any]

MOST_HASHES = 50_000
"""A visitor's events mostly come together, so that older hashes can go."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Where columns come from: the record that holds them, and the field of each.
_RECORDS: Mapping[tuple[str, ...], Mapping[str, str]] = {
    (): {name: name for name in (
        "event_name", "batch_page_id", "batch_ordering_id", "batch_event_index", "stream_id", "platform",
    )},
    ("privacy_info",): {"analytics_storage": "analytics_storage", "ads_storage": "ads_storage"},
    ("collected_traffic_source",): {
        "collected_source": "manual_source",
        "collected_medium": "manual_medium",
        "collected_campaign_id": "manual_campaign_id",
        "collected_campaign": "manual_campaign_name",
        "collected_content": "manual_content",
        "collected_term": "manual_term",
        "gclid": "gclid",
        "dclid": "dclid",
        "srsltid": "srsltid",
    },
    ("session_traffic_source_last_click", "cross_channel_campaign"): {
        "session_source": "source",
        "session_medium": "medium",
        "session_campaign_id": "campaign_id",
        "session_campaign": "campaign_name",
        "session_channel_group": "default_channel_group",
    },
    ("session_traffic_source_last_click", "manual_campaign"): {
        "manual_source": "source",
        "manual_medium": "medium",
        "manual_campaign_id": "campaign_id",
        "manual_campaign": "campaign_name",
        "manual_content": "content",
        "manual_term": "term",
    },
    ("session_traffic_source_last_click", "google_ads_campaign"): {
        "google_customer_id": "customer_id",
        "google_campaign_id": "campaign_id",
        "google_campaign": "campaign_name",
        "google_ad_group_id": "ad_group_id",
    },
    ("traffic_source",): {
        "first_user_source": "source",
        "first_user_medium": "medium",
        "first_user_campaign": "name",
    },
    ("ecommerce",): {
        "transaction_id": "transaction_id",
        "purchase_revenue": "purchase_revenue",
        "refund_value": "refund_value",
        "shipping_value": "shipping_value",
        "tax_value": "tax_value",
        "item_quantity": "total_item_quantity",
    },
    ("device",): {"device_category": "category", "operating_system": "operating_system", "language": "language"},
    ("device", "web_info"): {"browser": "browser", "hostname": "hostname"},
    ("geo",): {"country": "country", "region": "region"},
}  # fmt: skip
_AMOUNTS = ("purchase_revenue", "refund_value", "shipping_value", "tax_value")
# Parameters that have a column; all others stay together as JSON.
_PARAMETERS: Mapping[str, str] = {
    "ga_session_id": "session_id",
    "ga_session_number": "session_number",
    "session_engaged": "session_engaged",
    "engagement_time_msec": "engagement_msec",
    "page_location": "page_location",
    "page_referrer": "page_referrer",
    "source": "param_source",
    "medium": "param_medium",
    "campaign": "param_campaign",
    "currency": "currency",
}
_READ = {*_RECORDS[()], *(place[0] for place in _RECORDS if place)} | {
    "event_date", "event_timestamp", "event_params", "user_pseudo_id", "user_id", "items",
}  # fmt: skip


class EventShaper:
    """Shapes the events of one property's day."""

    def __init__(self, connection: Connection, property_id: str, day: date, is_intraday: bool) -> None:
        self._connection = connection
        self._common = {"property_id": property_id, "date_day": day.isoformat(), "is_intraday": is_intraday}
        self._hashed = lru_cache(MOST_HASHES)(connection.hash)

    def row(self, event: Event) -> dict[str, Any]:
        """The row of one event; fields without a column keep their names."""
        row: dict[str, Any] = dict(self._common)
        for place, columns in _RECORDS.items():
            record: Any = event
            for step in place:
                record = record.get(step) if record else None
            if record:
                for column, name in columns.items():
                    row[column] = record.get(name)
        for name in _AMOUNTS:
            row[name] = number(row[name]) if row.get(name) else None
        params = _params(event.get("event_params") or ())
        row |= {column: params.pop(name, None) for name, column in _PARAMETERS.items()}
        row["transaction_id"] = row.get("transaction_id") or params.get("transaction_id")
        row["session_engaged"] = {"1": True, "0": False}.get(str(row["session_engaged"]))
        row["page_location"], row["page_referrer"] = clean_url(row["page_location"]), clean_url(row["page_referrer"])
        row["event_at"] = _moment(event.get("event_timestamp"))
        row["client_key"], row["user_key"] = self._hash(event.get("user_pseudo_id")), self._hash(event.get("user_id"))
        row["params"] = {name: _clean(value) for name, value in sorted(params.items())} or None
        row["items"] = [_filled(item) for item in event.get("items") or ()] or None
        if self._connection.forgotten.is_stand_in(row["client_key"]):
            row["page_location"] = url_without_traces(row["page_location"])
            row["page_referrer"] = url_without_traces(row["page_referrer"])
            row |= {name: "erased" for name in CLICK_COLUMNS if row.get(name)}
        row["event_key"] = _event_key(row, event.get("event_timestamp"))
        row |= {name: value for name, value in event.items() if name not in _READ and value is not None}
        return row

    def _hash(self, value: Any) -> str | None:
        return self._hashed(str(value)) if value else None


def _params(listed: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Parameters by key; of a value's members exactly one is set."""
    return {
        param["key"]: next((value for value in (param.get("value") or {}).values() if value is not None), None)
        for param in listed
    }


def _moment(microseconds: Any) -> Any:
    """Microseconds since 1970; what is no number stays for quarantine."""
    text = str(microseconds)
    return _EPOCH + timedelta(microseconds=int(text)) if text.isdigit() else microseconds


def _event_key(row: Mapping[str, Any], timestamp: Any) -> str:
    """The same for an event that was delivered twice."""
    said = [row.get(name) for name in ("stream_id", "client_key", "session_id", "event_name")]
    parameters = [row[name] for name in _PARAMETERS.values()]
    return hashlib.sha256(as_json([timestamp, *said, *parameters, row["params"]]).encode()).hexdigest()[:32]


def _filled(item: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _clean(value) for name, value in item.items() if value not in (None, [], "(not set)")}


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return clean_url(value) if "://" in value else without_addresses(value)
    return value
