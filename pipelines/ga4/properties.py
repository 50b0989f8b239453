"""Which property a connection reads, and what its answers say about it."""

from collections.abc import Mapping
from typing import Any

from pipelines.loading.connection import Connection
from pipelines.loading.errors import ConfigurationError


def property_id_of(connection: Connection) -> str:
    """The property id in the connection's config; raises ConfigurationError for anything but digits."""
    text = str(connection.config.get("property_id") or "").removeprefix("properties/").strip()
    if not text.isdigit():
        raise ConfigurationError(
            f"property_id {text!r} is no Analytics property; use the number under Admin, Property details, "
            "not the G- measurement id."
        )
    return text


def property_record(property_id: str, metadata: Mapping[str, Any]) -> dict[str, Any]:
    """The property with its currency and zone, as the metadata of an answer names them."""
    return {
        "property_id": property_id,
        "currency": metadata.get("currencyCode"),
        "timezone": metadata.get("timeZone"),
    }
