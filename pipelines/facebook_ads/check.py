"""The connection test: which accounts the token reads, and what stands in the way of a sync."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pipelines.facebook_ads import requests
from pipelines.facebook_ads.client import FacebookClient
from pipelines.loading.accounts import account_ids
from pipelines.loading.connection import Connection
from pipelines.loading.errors import ConfigurationError
from pipelines.loading.source import AccountReport, ConnectionReport

ACTIVE = 1
_STATES: Mapping[int, tuple[str, str]] = {
    2: ("disabled", "ask Meta for a review in Account Quality"),
    3: ("unsettled", "pay what is owed in Meta's billing settings"),
    7: ("under review", "wait for Meta's review"),
    9: ("in its grace period", "pay what is owed in Meta's billing settings"),
    101: ("closed", "reopen it in Meta Business settings or take it out of the connection"),
}
_OTHER_STATE = ("not active", "look it up in Meta Business settings")


def check(connection: Connection, _now: datetime) -> ConnectionReport:
    """Reads the chosen accounts and a report of each, or lists all that the token sees when none is chosen yet.

    Raises SourceError.
    """
    with FacebookClient(connection) as client:
        if connection.config.get("account_ids"):
            ids = account_ids(connection, "account_ids", "Facebook Ads")
            records = [client.node(f"act_{one}", requests.ACCOUNT_FIELDS) for one in ids]
            for one in ids:
                # An account can be seen with permissions that do not open its reports.
                list(client.edge(f"act_{one}/insights", requests.SMALLEST_REPORT))
        else:
            records = list(client.edge("me/adaccounts", {"fields": ",".join(requests.ACCOUNT_FIELDS)}))
    if not records:
        raise ConfigurationError("The token sees no ad account; grant it one in Meta Business settings.")
    return ConnectionReport(tuple(map(_report, records)), tuple(_warnings(records)))


def _report(record: dict[str, Any]) -> AccountReport:
    return AccountReport(
        account_id=str(record["account_id"]),
        name=str(record.get("name") or record["account_id"]),
        currency=record.get("currency"),
        timezone=record.get("timezone_name"),
    )


def _warnings(records: list[dict[str, Any]]) -> list[str]:
    warnings = []
    for record in records:
        if record.get("account_status") != ACTIVE:
            state, remedy = _STATES.get(record.get("account_status", 0), _OTHER_STATE)
            warnings.append(
                f"Ad account {record['account_id']} is {state}, so that only its history is read; {remedy}."
            )
    return warnings
