"""Records that real properties produced pass through the twin and the source without losing a field."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pipelines.ga4 import SOURCE
from pipelines.loading.connection import Connection
from sandbox import ga4, google_ads
from sandbox.ga4.replay import rows_of
from tests.pipelines.google_line import GoogleLine
from tests.pipelines.recorded_records import FOLDERS, OWN, recorded_lines
from tests.sandbox.google_market import NOW, GoogleMarket
from tests.sandbox_server import serve_market

COLUMNS = {"sessions": "sessions", "totalUsers": "total_users", "newUsers": "new_users", "date": "date_day"}


def synced(folder: Path, home: Path, property_id: str = "314186564") -> GoogleLine:
    """A line that has read two recorded years, with credentials made up."""
    twins = [google_ads.routes, ga4.routes]
    with serve_market(GoogleMarket(), NOW, twins=twins, replay=folder) as server:  # type: ignore[arg-type]
        line = GoogleLine(SOURCE, server, home)
        secrets = {"refresh_token": "x", "client_id": "x", "client_secret": "x"}
        connection = Connection("north", "c", "ga4", {"property_id": property_id}, secrets, server.url, b"key")
        (outcome,) = line.sync(connection, since=date(2022, 1, 1), until=date(2023, 12, 31))
        assert (outcome.status, outcome.message) == ("ok", "")
    return line


def recorded_rows(folder: Path) -> list[dict[str, Any]]:
    answers = (folder / "ga4" / "airbyte_run_report_response.jsonl").read_text().splitlines()
    rows: list[dict[str, Any]] = [row for answer in answers if answer for row in rows_of(json.loads(answer))]
    return rows + recorded_lines(folder, "ga4", "expected_records")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_field_of_every_record_is_kept(folder: Path, tmp_path: Path) -> None:
    line = synced(folder, tmp_path)
    stored = line.table("traffic_daily")
    records = recorded_rows(folder)
    assert len(stored) == len(records)
    for record in records:
        lost = min((lost_fields(record, row) for row in stored), key=len)
        assert lost == []
    assert line.table("purchases") == []
    assert line.table("rejected_records") == []


def test_any_property_is_answered(tmp_path: Path) -> None:
    line = synced(OWN, tmp_path, "5")
    assert line.rows("select distinct property_id from traffic_daily") == [("5",)]
    assert line.rows("select property_id, currency, timezone from properties") == [("5", "CAD", "America/Toronto")]


def lost_fields(record: dict[str, Any], row: dict[str, Any]) -> list[str]:
    """Fields of a record that neither a column nor the JSON column holds."""
    extra = json.loads(row["extra"] or "{}")
    return [
        name
        for name, value in record.items()
        if name != "property_id" and _plain(value) != _plain(row[COLUMNS[name]] if name in COLUMNS else extra.get(name))
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.strftime("%Y%m%d")
    text = str(value)
    return format(Decimal(text).normalize(), "f") if text.replace(".", "", 1).isdigit() else text
