"""The columns of an export table, and records in BigQuery's form: positional, every value a text or a list."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Field = dict[str, Any]
Writer = Callable[[Any], Any]


def _fields(text: str, kind: str = "STRING") -> list[Field]:
    return [{"name": name, "type": kind, "mode": "NULLABLE"} for name in text.split()]


def _record(name: str, *fields: list[Field], repeated: bool = False) -> list[Field]:
    inner = [field for part in fields for field in part]
    return [{"name": name, "type": "RECORD", "mode": "REPEATED" if repeated else "NULLABLE", "fields": inner}]


_VALUE = (
    *_fields("string_value"),
    *_fields("int_value", "INTEGER"),
    *_fields("float_value double_value", "FLOAT"),
)
_ITEM_TEXTS = "item_id item_name item_brand item_variant item_category"

SCHEMA: list[Field] = [
    *_fields("event_date"),
    *_fields("event_timestamp", "INTEGER"),
    *_fields("event_name"),
    *_record("event_params", _fields("key"), _record("value", list(_VALUE)), repeated=True),
    *_fields("event_bundle_sequence_id", "INTEGER"),
    *_fields("user_id user_pseudo_id"),
    *_record("privacy_info", _fields("analytics_storage ads_storage uses_transient_token")),
    *_record("user_properties", _fields("key"), _record("value", list(_VALUE)), repeated=True),
    *_fields("user_first_touch_timestamp", "INTEGER"),
    *_record(
        "device",
        _fields("category mobile_brand_name operating_system language"),
        _record("web_info", _fields("browser browser_version hostname")),
    ),
    *_record("geo", _fields("city country continent region sub_continent metro")),
    *_record("traffic_source", _fields("name medium source")),
    *_fields("stream_id platform"),
    *_record("ecommerce",
        _fields("total_item_quantity", "INTEGER"),
        _fields("purchase_revenue shipping_value tax_value", "FLOAT"),
        _fields("unique_items", "INTEGER"),
        _fields("transaction_id"),
    ),
    *_record(
        "items", _fields(_ITEM_TEXTS), _fields("price", "FLOAT"), _fields("quantity", "INTEGER"),
        _fields("item_revenue", "FLOAT"), repeated=True,
    ),
    *_record(
        "collected_traffic_source",
        _fields("manual_campaign_id manual_campaign_name manual_source manual_medium manual_term manual_content gclid"),
        _fields("dclid srsltid"),
    ),
    *_fields("is_active_user", "BOOLEAN"),
    *_fields("batch_event_index batch_page_id batch_ordering_id", "INTEGER"),
    *_record(
        "session_traffic_source_last_click",
        _record("manual_campaign", _fields("campaign_id campaign_name source medium term content")),
        _record(
            "google_ads_campaign",
            _fields("customer_id account_name campaign_id campaign_name ad_group_id ad_group_name"),
        ),
        _record(
            "cross_channel_campaign",
            _fields("campaign_id campaign_name source medium source_platform default_channel_group"),
        ),
    ),
]  # fmt: skip


def selected(schema: Sequence[Field], wanted: Sequence[str]) -> list[Field]:
    """The part of ``schema`` that ``selectedFields`` names, in the table's own order; all of it for nothing."""
    if not wanted:
        return list(schema)
    kept = []
    for field in schema:
        inner = [path.partition(".")[2] for path in wanted if path.startswith(f"{field['name']}.")]
        if field["name"] in wanted:
            kept.append(field)
        elif inner:
            kept.append({**field, "fields": selected(field["fields"], inner)})
    return kept


def row_writer(schema: Sequence[Field]) -> Writer:
    """Turns a record by field name into a row; a field that the record lacks is null, or an empty list."""
    cells = [(field["name"], _cell_writer(field)) for field in schema]

    def write(record: Mapping[str, Any]) -> dict[str, Any]:
        return {"f": [{"v": cell(record.get(name))} for name, cell in cells]}

    return write


def _cell_writer(field: Field) -> Writer:
    one = row_writer(field["fields"]) if field["type"] == "RECORD" else _text
    if field["mode"] == "REPEATED":
        return lambda value: [{"v": one(item)} for item in value or ()]
    return lambda value: None if value is None else one(value)


def _text(value: Any) -> str:
    return ("false", "true")[value] if isinstance(value, bool) else str(value)
