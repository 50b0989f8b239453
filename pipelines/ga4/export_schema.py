"""Tables of the export as BigQuery describes and sends them: which fields to ask for, and rows back to records."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Field = Mapping[str, Any]
Schema = Sequence[Field]
Decoder = Callable[[Any], Any]

UNREAD = frozenset(
    {
        "app_info", "event_dimensions", "user_ltv", "event_value_in_usd", "event_server_timestamp_offset",
        "geo.city", "geo.metro", "geo.continent", "geo.sub_continent",
        "device.mobile_brand_name", "device.mobile_model_name", "device.mobile_marketing_name",
        "device.mobile_os_hardware_model", "device.vendor_id", "device.advertising_id",
        "device.is_limited_ad_tracking", "device.time_zone_offset_seconds", "device.browser", "device.browser_version",
        "device.operating_system_version", "device.web_info.browser_version",
        "session_traffic_source_last_click.sa360_campaign", "session_traffic_source_last_click.cm360_campaign",
        "session_traffic_source_last_click.dv360_campaign", "user_properties",
        "user_first_touch_timestamp", "event_previous_timestamp", "event_bundle_sequence_id", "is_active_user",
    }
)  # fmt: skip
"""Left with Google: what names places or devices too closely, and what nothing here needs."""


def wanted_part(schema: Schema, prefix: str = "") -> list[dict[str, Any]]:
    """``schema`` without the fields that are not read; new ones stay in."""
    kept = []
    for field in schema:
        path = f"{prefix}{field['name']}"
        if path in UNREAD:
            continue
        if field["type"] == "RECORD" and field.get("mode") != "REPEATED":
            inner = wanted_part(field["fields"], f"{path}.")
            if inner:
                kept.append({**field, "fields": inner})
        else:
            kept.append(dict(field))
    return kept


def paths(schema: Schema, prefix: str = "") -> list[str]:
    """The fields of ``schema`` as ``selectedFields`` names them; lists are taken whole."""
    found: list[str] = []
    for field in schema:
        path = f"{prefix}{field['name']}"
        nested = field["type"] == "RECORD" and field.get("mode") != "REPEATED"
        found += paths(field["fields"], f"{path}.") if nested else [path]
    return found


def row_decoder(schema: Schema) -> Decoder:
    """Turns a row (``{"f": [{"v": …}, …]}``, positional) into a dict by field name; scalars stay texts."""
    cells = [(field["name"], _cell_decoder(field)) for field in schema]

    def decode(row: Any) -> dict[str, Any]:
        return {name: cell(item["v"]) for (name, cell), item in zip(cells, row["f"], strict=True)}

    return decode


def _cell_decoder(field: Field) -> Decoder:
    one = row_decoder(field["fields"]) if field["type"] == "RECORD" else _plain
    if field.get("mode") == "REPEATED":
        return lambda value: [one(item["v"]) for item in value or ()]
    return lambda value: None if value is None else one(value)


def _plain(value: Any) -> Any:
    return value
