"""The connection test: which advertisers the token reads, and what stands in the way of a sync."""

from datetime import datetime
from typing import Any

from pipelines.loading.accounts import account_ids
from pipelines.loading.connection import Connection
from pipelines.loading.source import AccountReport, ConnectionReport
from pipelines.tiktok_ads.client import TikTokClient
from pipelines.tiktok_ads.extract import advertiser

ACTIVE = "STATUS_ENABLE"


def check(connection: Connection, _now: datetime) -> ConnectionReport:
    """Reads the chosen advertisers, or lists all that the token sees when none is chosen yet; raises SourceError.

    TikTok lists them only to an app that names itself: then the secrets hold ``app_id`` and ``secret``.
    """
    with TikTokClient(connection) as client:
        if connection.config.get("advertiser_ids"):
            ids = account_ids(connection, "advertiser_ids", "TikTok Ads")
        else:
            app = {name: connection.secrets[name] for name in ("app_id", "secret") if name in connection.secrets}
            listed = client.get("oauth2/advertiser/get", app).get("list") or []
            ids = tuple(str(entry["advertiser_id"]) for entry in listed)
        records = [advertiser(client, one) for one in ids]
    return ConnectionReport(tuple(map(_report, records)), tuple(_warnings(records)))


def _report(record: dict[str, Any]) -> AccountReport:
    return AccountReport(
        account_id=str(record["advertiser_id"]),
        name=str(record.get("name") or record["advertiser_id"]),
        currency=record.get("currency"),
        timezone=record.get("timezone"),
    )


def _warnings(records: list[dict[str, Any]]) -> list[str]:
    if not records:
        return ["The token sees no advertiser; grant it one in TikTok Business Center."]
    return [
        f"Advertiser {record['advertiser_id']} is not active; its history is read, new days only after it is enabled."
        for record in records
        if record.get("status") != ACTIVE
    ]
