"""Records that real accounts produced pass through the twin and the source without losing a field."""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pipelines.google_ads import SOURCE
from pipelines.google_ads.fields import Field, Report, micros
from pipelines.google_ads.reports import (
    ACCOUNT_INSIGHTS,
    ACCOUNTS,
    AD_SETS,
    ADS,
    CAMPAIGN_INSIGHTS,
    CAMPAIGNS,
)
from pipelines.loading.connection import Connection
from sandbox import google_ads
from tests.pipelines.google_line import GoogleLine
from tests.pipelines.recorded_records import FOLDERS, OWN, recorded_lines
from tests.sandbox.google_market import NOW, GoogleMarket
from tests.sandbox_server import serve_market

STREAMS: Mapping[str, tuple[Report, ...]] = {
    "customer": (ACCOUNTS,),
    "campaign": (CAMPAIGNS, CAMPAIGN_INSIGHTS),
    "ad_group": (AD_SETS,),
    "ad_group_ad": (ADS,),
    "account_performance_report": (ACCOUNT_INSIGHTS,),
}
MADE_UP = {"refresh_token": "x", "client_id": "x", "client_secret": "x", "developer_token": "x"}


def synced(folder: Path, home: Path, **config: Any) -> GoogleLine:
    """A line that has read the recorded accounts' year, with credentials made up."""
    with serve_market(GoogleMarket(), NOW, twins=[google_ads.routes], replay=folder) as server:  # type: ignore[arg-type]
        line = GoogleLine(SOURCE, server, home)
        connection = Connection("north", "c", "google_ads", config, MADE_UP, server.url, b"key")
        (outcome,) = line.sync(connection, since=date(2022, 1, 1), until=date(2022, 12, 31))
        assert (outcome.status, outcome.message) == ("ok", "")
    return line


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_field_of_every_record_is_kept(folder: Path, tmp_path: Path) -> None:
    line = synced(folder, tmp_path)
    for stream, reports in STREAMS.items():
        records = recorded_lines(folder, "google_ads", stream)
        for report in reports:
            rows = line.table(report.stream)
            assert len(rows) == len(records), report.stream
            for record in records:
                lost = min((lost_fields(report, record, row) for row in rows), key=len)
                assert lost == [], (report.stream, lost)
    assert line.table("rejected_records") == []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_an_account_without_records_of_its_own_is_answered_with_all(folder: Path, tmp_path: Path) -> None:
    line = synced(folder, tmp_path, customer_ids=["4999999999"])
    ids = line.rows("select distinct account_id from campaigns union select distinct account_id from accounts")
    assert ids == [("4999999999",)]
    assert len(line.table("campaigns")) == len(recorded_lines(folder, "google_ads", "campaign"))


def test_recorded_figures_add_up(tmp_path: Path) -> None:
    line = synced(OWN, tmp_path)
    assert line.rows("select sum(spend), sum(clicks), sum(conversions) from campaign_insights") == [
        (Decimal("1.24"), 2, Decimal("1.0"))
    ]
    assert line.rows("select sum(spend) from account_insights") == [(Decimal("1.24"),)]
    assert line.rows("select count(*) from ad_insights") == [(0,)]
    ((extra,),) = line.rows("select extra from campaigns limit 1")
    assert json.loads(extra)["campaign"]["startDate"] == "2022-04-01"
    assert json.loads(extra)["metrics"]["videoViews"] == "0"


def lost_fields(report: Report, record: Mapping[str, Any], row: Mapping[str, Any]) -> list[str]:
    """Fields of a record that neither their column nor the JSON column holds."""
    columns = report.columns_by_path(23)
    extra = json.loads(row["extra"] or "{}")
    return [
        path
        for path, value in record.items()
        if not (_in_column(columns[path], value, row) if path in columns else _at(extra, path) == _wire(value))
    ]


def _in_column(field: Field, value: Any, row: Mapping[str, Any]) -> bool:
    held = row[field.column.name]
    if field.convert is micros:
        return bool(held == Decimal(value) / 1_000_000)
    if isinstance(value, list):
        return bool(json.loads(held) == value)
    if field.column.kind in ("text", "date"):
        return str(held) == str(value)
    return bool(held == (Decimal(repr(value)) if isinstance(value, float) else value))


def _at(tree: Any, path: str) -> Any:
    for part in path.split("."):
        first, *rest = part.split("_")
        tree = tree.get(first + "".join(word.capitalize() for word in rest)) if isinstance(tree, dict) else None
    return _wire(tree)


def _wire(value: Any) -> Any:
    """One writing for values that are equal on the wire and in the recording."""
    if isinstance(value, list):
        return [_wire(item) for item in value]
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        return format(Decimal(repr(value)).normalize(), "f")
    text = str(value).removeprefix("InteractionEventType.")
    return format(Decimal(text).normalize(), "f") if text.isdigit() else text
