"""The connection test: which advertisers the token reads, and what stands in the way of a sync."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pipelines.loading.accounts import account_ids
from pipelines.loading.connection import Connection
from pipelines.loading.errors import ConfigurationError
from pipelines.loading.source import AccountReport, ConnectionReport
from pipelines.tiktok_ads import requests
from pipelines.tiktok_ads.client import TikTokClient
from pipelines.tiktok_ads.extract import advertiser

ACTIVE = "STATUS_ENABLE"
_STATES: Mapping[str, tuple[str, str]] = {
    "STATUS_DISABLE": ("disabled", "enable it in TikTok Ads Manager or take it out of the connection"),
    "STATUS_LIMIT": ("limited", "settle what TikTok Ads Manager asks for"),
}
_OTHER_STATE = ("not active", "look it up in TikTok Ads Manager")


def check(connection: Connection, now: datetime) -> ConnectionReport:
    """Reads the chosen advertisers with a list and a report of each, or all that the token sees when none is chosen.

    TikTok lists them only to an app that names itself: then the secrets hold ``app_id`` and ``secret``. Raises
    SourceError.
    """
    with TikTokClient(connection) as client:
        if connection.config.get("advertiser_ids"):
            ids = account_ids(connection, "advertiser_ids", "TikTok Ads")
            records = [advertiser(client, one) for one in ids]
            for one in ids:
                # An advertiser can be seen with permissions that open neither its campaigns nor its reports.
                client.get("campaign/get", {**requests.list_params(one), "page_size": 1})
                client.get("report/integrated/get", requests.smallest_report(one, now.date()))
        else:
            app = {name: connection.secrets[name] for name in ("app_id", "secret") if name in connection.secrets}
            listed = client.get("oauth2/advertiser/get", app).get("list") or []
            records = [advertiser(client, str(entry["advertiser_id"])) for entry in listed]
    if not records:
        raise ConfigurationError("The token sees no advertiser; grant it one in TikTok Business Center.")
    return ConnectionReport(tuple(map(_report, records)), tuple(_warnings(records)))


def _report(record: dict[str, Any]) -> AccountReport:
    return AccountReport(
        account_id=str(record["advertiser_id"]),
        name=str(record.get("name") or record["advertiser_id"]),
        currency=record.get("currency"),
        timezone=record.get("timezone"),
    )


def _warnings(records: list[dict[str, Any]]) -> list[str]:
    warnings = []
    for record in records:
        if record.get("status") != ACTIVE:
            state, remedy = _STATES.get(record.get("status", ""), _OTHER_STATE)
            warnings.append(
                f"Advertiser {record['advertiser_id']} is {state}, so that only its history is read; {remedy}."
            )
    return warnings
