"""The connection test: which accounts the token reads, and what stands in the way of a sync."""

from datetime import datetime
from typing import Any

from pipelines.facebook_ads import requests
from pipelines.facebook_ads.client import FacebookClient
from pipelines.loading.accounts import account_ids
from pipelines.loading.connection import Connection
from pipelines.loading.source import AccountReport, ConnectionReport

ACTIVE = 1


def check(connection: Connection, _now: datetime) -> ConnectionReport:
    """Reads the chosen accounts, or lists all that the token sees when none is chosen yet; raises SourceError."""
    with FacebookClient(connection) as client:
        if connection.config.get("account_ids"):
            ids = account_ids(connection, "account_ids", "Facebook Ads")
            records = [client.node(f"act_{one}", requests.ACCOUNT_FIELDS) for one in ids]
        else:
            records = list(client.edge("me/adaccounts", {"fields": ",".join(requests.ACCOUNT_FIELDS)}))
    return ConnectionReport(tuple(map(_report, records)), tuple(_warnings(records)))


def _report(record: dict[str, Any]) -> AccountReport:
    return AccountReport(
        account_id=str(record["account_id"]),
        name=str(record.get("name") or record["account_id"]),
        currency=record.get("currency"),
        timezone=record.get("timezone_name"),
    )


def _warnings(records: list[dict[str, Any]]) -> list[str]:
    if not records:
        return ["The token sees no ad account; grant it one in Meta Business settings."]
    return [
        f"Ad account {record['account_id']} is not active; its history is read, new days only after it is reactivated."
        for record in records
        if record.get("account_status") != ACTIVE
    ]
