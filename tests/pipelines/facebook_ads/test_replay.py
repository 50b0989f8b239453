"""Records that real accounts produced pass through the twin and the source without losing a field."""

import dataclasses
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from pipelines.facebook_ads import SOURCE
from pipelines.loading.connection import Connection
from sandbox import facebook_ads
from tests.pipelines.ad_line import AdLine
from tests.pipelines.recorded_records import FOLDERS, OWN, lost_fields, recorded_lines
from tests.sandbox.ad_market import NOW, AdMarket
from tests.sandbox_server import serve_market

STREAMS = {"ad_account": "accounts", "campaigns": "campaigns", "ad_sets": "ad_sets", "ads": "ads"}


def synced(folder: Path, home: Path) -> AdLine:
    """A line that has read the recorded account's whole history, with a token made up."""
    with serve_market(AdMarket(), NOW, twins=[facebook_ads.routes], replay=folder) as server:  # type: ignore[arg-type]
        line = AdLine(SOURCE, server, home, "account_ids")
        account_id = recorded_lines(folder, "facebook_ads", "ad_account")[0]["account_id"]
        connection = Connection(
            "alpha", "c", "facebook_ads", {"account_ids": [account_id]}, {"access_token": "x"}, server.url
        )
        (outcome,) = line.sync(connection, since=date(2021, 1, 1))
        assert (outcome.status, outcome.message) == ("ok", "")
    return line


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_field_of_every_record_is_kept(folder: Path, tmp_path: Path) -> None:
    line = synced(folder, tmp_path)
    for stream, name in STREAMS.items():
        stored = {row["id"]: row for row in line.table(name)}
        for record in recorded_lines(folder, "facebook_ads", stream):
            assert lost_fields(record, stored[record["id"]]) == [], (stream, record["id"])
    insights = {(row["ad_id"], row["date_day"].isoformat()): row for row in line.table("ad_insights")}
    for record in recorded_lines(folder, "facebook_ads", "ads_insights"):
        assert lost_fields(record, insights[record["ad_id"], record["date_start"]]) == []
    assert line.table("rejected_records") == []


def test_old_purchases_are_found_and_campaign_rows_add_up(tmp_path: Path) -> None:
    line = synced(OWN, tmp_path)
    assert line.rows(
        "select date_day, spend, purchases, purchase_value, purchase_source from ad_insights order by 1"
    ) == [
        (date(2021, 2, 10), Decimal("12.34"), Decimal(2), Decimal("58.9"), "pixel"),
        (date(2021, 2, 12), Decimal("0.2"), Decimal(0), Decimal(0), None),
    ]
    assert line.rows("select date_day, spend, purchases from campaign_insights order by 1") == [
        (date(2021, 2, 10), Decimal("12.34"), Decimal(2)),
        (date(2021, 2, 12), Decimal("0.2"), Decimal(0)),
    ]


def test_any_account_may_be_pointed_at_the_records(tmp_path: Path) -> None:
    with serve_market(AdMarket(), NOW, twins=[facebook_ads.routes], replay=OWN) as server:  # type: ignore[arg-type]
        line = AdLine(SOURCE, server, tmp_path, "account_ids")
        other = dataclasses.replace(line.connection("alpha", "1"), base_url=server.url)
        (outcome,) = line.sync(other, since=date(2021, 2, 1), until=date(2021, 2, 28))
    assert outcome.status == "ok"
    assert line.rows("select distinct account_id from ad_insights") == [("880000000000001",)]
