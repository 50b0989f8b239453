"""Everything of a workspace as one archive: exact, without secrets, and never a row of another workspace."""

import csv
import io
import json
import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest
from sqlalchemy import JSON, Column, String, insert

from dashboards import serving, workbench
from dashboards.workbench import Workbench
from omnitrackiq.accounts.audit import audit_events
from omnitrackiq.accounts.encryption import SecretBox
from omnitrackiq.accounts.workspace_export import EXPORTED, SECRET_COLUMNS, control_rows
from omnitrackiq.database import Base, Database, UtcDateTime
from omnitrackiq.warehouse.location import Warehouse
from omnitrackiq.warehouse.publishing import publish
from tests.dashboards.entrance.conftest import Door, door
from tests.dashboards.entrance.test_gate import enter
from tests.demo_marts import ACME, BOLT, write_warehouse
from tests.omnitrackiq.accounts.people import workspace
from tests.omnitrackiq.conftest import sqlite_database
from tests.orchestration.conftest import Cli, cli, home

__all__ = ["cli", "door", "home", "sqlite_database"]


@pytest.fixture
def warehouse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Warehouse:
    """A published warehouse of two workspaces that this process serves."""
    monkeypatch.setenv("OMNITRACKIQ_SERVING", "")
    made = Warehouse.parse(f"duckdb:///{tmp_path}/warehouse.duckdb", tmp_path)
    assert made.path
    write_warehouse(made.path, [ACME, BOLT], date(2026, 3, 15), days=20)
    publish(made, None, "b1", datetime.now(UTC))
    serving.hand_over(serving.Serving(made, None, ("127.0.0.1",)))
    return made


def files_in(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_marts_come_whole_exact_and_alone(door: Door, warehouse: Warehouse) -> None:
    users = workspace(door.database, "demo-1", ann="owner")
    workspace(door.database, "demo-2", eve="owner")
    enter(door, users["ann"])
    answer = door.client.get("/export/everything?w=demo-1")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"].startswith('attachment; filename="demo-1-')
    files = files_in(answer.content)
    with duckdb.connect(str(warehouse.path), read_only=True) as connection:
        query = "select table_name from duckdb_tables() where schema_name = 'marts'"
        marts = [name for (name,) in connection.execute(query).fetchall()]
        assert {f"marts/{name}.parquet" for name in marts} == {name for name in files if name.startswith("marts/")}
        for name in marts:
            exported = pq.read_table(io.BytesIO(files[f"marts/{name}.parquet"]))
            connection.register("exported", exported)
            kept = f"select * from marts.{name} where workspace_id = 'demo-1'"
            for one, other in ((kept, "from exported"), ("from exported", kept)):
                assert connection.execute(f"select count(*) from ({one} except all {other})").fetchone() == (0,)
            assert exported.num_rows > 0
            connection.unregister("exported")
    for name, content in files.items():
        if name.startswith("control/"):
            assert b"demo-2" not in content
            assert b"eve@example.com" not in content
    assert [each["email"] for each in json.loads(files["control/members.json"])] == ["ann@example.com"]
    with door.database.reading() as session:
        assert audit_events(session, "demo-1")[0].action == "workspace.exported"


ADS = "/export/ads?w=demo-1&level=campaigns&since=2026-03-08&until=2026-03-14"


def test_a_member_takes_home_the_ads_that_the_page_shows(door: Door, warehouse: Warehouse) -> None:
    users = workspace(door.database, "demo-1", ann="member")
    workspace(door.database, "demo-2", eve="owner")
    enter(door, users["ann"])
    answer = door.client.get(f"{ADS}&platform=google_ads")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"] == (
        'attachment; filename="demo-1-google-ads-campaigns-2026-03-08-2026-03-14.csv"'
    )
    lines = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert {line["campaign"] for line in lines} == {"Brand", "Performance Max", "Orders without a campaign"}
    with duckdb.connect(str(warehouse.path), read_only=True) as connection:
        ((spend, revenue),) = connection.execute(
            "select sum(spend), sum(attributed_revenue) from marts.roas_daily where workspace_id = 'demo-1' "
            "and platform = 'google_ads' and date_day between '2026-03-08' and '2026-03-14'"
        ).fetchall()
    assert sum(Decimal(line["spend"]) for line in lines if line["spend"]) == spend
    assert sum(Decimal(line["attributed_revenue"]) for line in lines) == revenue
    assert [line["spend"] for line in lines if line["campaign"].startswith("Orders")] == [""]
    assert door.client.get(f"{ADS}&platform=nowhere").text.count("\r\n") == 1
    with door.database.reading() as session:
        event = audit_events(session, "demo-1")[0]
        assert (event.action, event.subject, event.actor.name) == ("table.exported", "ads", "ann@example.com")


def test_ads_of_others_and_without_days_or_level_are_not_handed_over(door: Door, warehouse: Warehouse) -> None:
    users = workspace(door.database, "demo-1", ann="member")
    workspace(door.database, "demo-2", eve="owner")
    enter(door, users["ann"])
    assert door.client.get(ADS.replace("demo-1", "demo-2")).status_code == 404
    for wrong in ("level=campaigns", "since=2026-03-08"):
        answer = door.client.get(ADS.replace(wrong, "x=y"))
        assert (answer.status_code, answer.text[:4]) == (400, "Say ")
    assert door.client.get(ADS.replace("03-14", "03-01")).status_code == 400
    with door.database.reading() as session:
        assert "table.exported" not in {event.action for event in audit_events(session, "demo-1")}


def test_every_table_of_workspaces_is_exported_or_named() -> None:
    of_workspaces = {table for table in Base.metadata.tables.values() if "workspace_id" in table.columns}
    left_out = {"audit_chains"}
    assert {table.name for table in of_workspaces} - left_out == {table.__tablename__ for table in EXPORTED}
    hidden = {
        column.name
        for table in of_workspaces
        for column in table.columns
        if isinstance(column.type, String) and re.search("hash|sealed|secret", column.name)
    }
    assert hidden <= SECRET_COLUMNS


def test_no_secret_and_no_other_workspace_is_among_the_rows(sqlite_database: Database) -> None:
    for workspace_id in ("brand", "other"):
        workspace(sqlite_database, workspace_id, **{f"of-{workspace_id}": "owner"})
    with sqlite_database.writing() as session:
        for workspace_id in ("brand", "other"):
            for table in ("connections", "privacy_requests"):
                columns = Base.metadata.tables[table].columns
                values: dict[str, Any] = {
                    column.name: f"secret-{workspace_id}" for column in columns if column.name in SECRET_COLUMNS
                }
                values |= {"workspace_id": workspace_id}
                for column in columns:
                    if column.name not in values and not column.nullable:
                        values[column.name] = _some(column, workspace_id)
                if "replacements" in values:
                    values["replacements"] = {"secret": "secret"}
                session.execute(insert(Base.metadata.tables[table]).values(**values))
    with sqlite_database.reading() as session:
        told = json.dumps(control_rows(session, "brand"), default=str)
    assert "of-brand" in told
    assert '"cn-brand"' in told
    assert "secret" not in told
    assert "other" not in told


def _some(column: Column[Any], workspace_id: str) -> Any:
    fixed = {"status": "active", "topic": "shop/redact", "state": "open", "source": "shopify"}
    if isinstance(column.type, UtcDateTime):
        return datetime(2026, 3, 1, tzinfo=UTC)
    return {} if isinstance(column.type, JSON) else fixed.get(column.name, f"cn-{workspace_id}")


def test_the_shell_writes_the_same_archive(cli: Cli, home: Path, tmp_path: Path) -> None:
    assert cli("workspace", "create", "demo-1", "--currency", "EUR", "--timezone", "UTC").code == 0
    target = tmp_path / "mine.zip"
    ran = cli("workspace", "export", "demo-1", "--out", str(target))
    assert (ran.code, ran.out) == (0, f"Wrote {target}.\n")
    files = files_in(target.read_bytes())
    assert not any(name.startswith("marts/") for name in files)
    assert json.loads(files["control/workspaces.json"])[0]["workspace_id"] == "demo-1"
    assert cli("workspace", "export", "nowhere", "--out", str(tmp_path / "no.zip")).code == 1
    assert sorted(path.name for path in tmp_path.glob("*.zip*")) == ["mine.zip"]


def test_an_answer_to_a_customer_needs_the_right_and_the_workspace(door: Door, warehouse: Warehouse) -> None:
    users = workspace(door.database, ann="owner")
    workbench.install(Workbench(SecretBox([]), "http://127.0.0.1:1", frozenset()))
    enter(door, users["ann"])
    for query in ("w=brand", "w=other", "", "w=brand&w=other"):
        assert door.client.get(f"/privacy-requests/pr-none?{query}").status_code == 404
    workbench.install(None)
