"""Records that real accounts produced pass through the twin and the source without losing a field."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from pipelines.loading.connection import Connection
from pipelines.tiktok_ads import SOURCE
from sandbox import tiktok_ads
from tests.pipelines.ad_line import AdLine
from tests.pipelines.recorded_records import FOLDERS, OWN, lost_fields, recorded_lines
from tests.sandbox.ad_market import NOW, AdMarket
from tests.sandbox_server import serve_market

STREAMS = {
    "advertisers": ("accounts", "advertiser_id"),
    "campaigns": ("campaigns", "campaign_id"),
    "ad_groups": ("ad_sets", "adgroup_id"),
    "ads": ("ads", "ad_id"),
}


def synced(folder: Path, home: Path) -> AdLine:
    """A line that has read the recorded advertiser's whole history, with a token made up."""
    with serve_market(AdMarket(), NOW, twins=[tiktok_ads.routes], replay=folder) as server:  # type: ignore[arg-type]
        line = AdLine(SOURCE, server, home, "advertiser_ids")
        advertiser = str(recorded_lines(folder, "tiktok_ads", "advertisers")[0]["advertiser_id"])
        config, secrets = {"advertiser_ids": [advertiser]}, {"access_token": "x"}
        connection = Connection("alpha", "c", "tiktok_ads", config, secrets, server.url)
        (outcome,) = line.sync(connection, since=date(2021, 1, 1))
        assert (outcome.status, outcome.message) == ("ok", "")
    return line


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_field_of_every_record_is_kept(folder: Path, tmp_path: Path) -> None:
    line = synced(folder, tmp_path)
    for stream, (name, key) in STREAMS.items():
        stored = {row[key]: row for row in line.table(name)}
        for record in recorded_lines(folder, "tiktok_ads", stream):
            assert lost_fields(record, stored[str(record[key])]) == [], (stream, record[key])
    reports = {(row["ad_id"], row["date_day"].isoformat()): row for row in line.table("ad_insights")}
    for record in recorded_lines(folder, "tiktok_ads", "ads_reports_daily"):
        row = reports[str(record["ad_id"]), record["stat_time_day"][:10]]
        assert lost_fields(record["dimensions"] | record["metrics"], row) == []
    assert line.table("rejected_records") == []


@pytest.mark.slow
def test_purchases_and_campaign_rows_add_up(tmp_path: Path) -> None:
    line = synced(OWN, tmp_path)
    assert line.rows(
        "select date_day, spend, purchases, purchase_value, purchase_source from ad_insights order by 1"
    ) == [
        (date(2021, 2, 10), Decimal("20"), Decimal(2), Decimal("61.5"), "complete_payment"),
        (date(2021, 2, 11), Decimal(0), Decimal(0), Decimal(0), None),
    ]
    assert line.rows("select sum(spend), sum(purchases) from campaign_insights") == [(Decimal(20), Decimal(2))]
