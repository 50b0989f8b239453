"""Tokens and personal data of shoppers, planted everywhere, are found nowhere: no log, state, trace, table or file."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

from orchestration.everything import everything_job, run_everything
from orchestration.progress import LogObserver
from sandbox.google_sign_in import issue
from sandbox.market.generated import generate_market
from tests.line import Line, lay_line
from tests.sandbox_server import SandboxServer, serve_market

pytestmark = pytest.mark.slow

NOW = datetime(2026, 3, 5, 8, tzinfo=UTC)
# A shop that tells more than it is asked for; every value is found by its first word.
PLANTED = {
    "email": "canaryemail@planted.example",
    "phone": "canaryphone-4917012345",
    "firstName": "Canaryfirst",
    "last_name": "Canarylast",
    "address1": "Canarystreet 7",
    "city": "Canarycity",
    "zip": "CANARYZIP",
    "note": "for canarynote, call canarynote@planted.example",
}
WORDS = ("canaryemail", "canaryphone", "canaryfirst", "canarylast", "canarystreet", "canarycity", "canaryzip")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxServer]:
    market = generate_market(seed=8, start=date(2026, 3, 2), workspaces=2, size="small", now=NOW)
    with serve_market(market, NOW) as server:
        yield server


@pytest.fixture(scope="module")
def line(sandbox: SandboxServer, tmp_path_factory: pytest.TempPathFactory) -> Line:
    """A home after a sync with good and dead tokens and failing answers, a build and a publish, by Dagster."""
    laid = lay_line(tmp_path_factory.mktemp("canaries"), sandbox.url)
    edits = [{"field": "id", "beside": PLANTED}]
    sandbox.plan_fault(match="graphql.json", kind="edit", edits=edits, times=10_000)
    sandbox.plan_fault(match="report/integrated", status=500, body=f"<html>{PLANTED['email']}</html>", times=10_000)
    sandbox.context.credentials.revoke("facebook_ads", "demo-2")
    sandbox.context.credentials.revoke("ga4", "demo-2")
    run_everything(laid.installation, everything_job(laid.installation.warehouse), LogObserver())
    assert laid.rows("select count(*) > 0 from marts.orders") == [(True,)]
    return laid


def secrets(sandbox: SandboxServer) -> set[str]:
    """Every token that a connection holds or is given on the way."""
    held = {
        value
        for workspace in sandbox.workspaces()
        for connection in workspace["connections"]
        for name, value in connection["secrets"].items()
        if name != "client_id"
    }
    passing = {
        issue(sandbox.context, source, workspace_id).partition(".")[2][:40]
        for source in ("google_ads", "ga4")
        for workspace_id in ("demo-1", "demo-2")
    }
    return held | passing


def shoppers(sandbox: SandboxServer) -> set[str]:
    """What the market itself knows of its shoppers."""
    return {
        value
        for workspace in sandbox.market.workspaces
        for customer in sandbox.market.customers(workspace.workspace_id, NOW)
        for value in (customer.email, customer.phone, customer.street)
    }


def texts_of(path: Path) -> Iterator[str]:
    """The contents of a file as lower-case text; of a DuckDB file every row of every table."""
    if path.suffix != ".duckdb":
        yield path.read_bytes().decode(errors="replace").lower()
        return
    with closing(duckdb.connect(str(path), read_only=True)) as database:
        tables = database.execute("select table_schema, table_name from information_schema.tables").fetchall()
        for schema, table in tables:
            for (row,) in database.execute(f'select lower(t::varchar) from "{schema}"."{table}" as t').fetchall():
                yield row


def test_no_file_and_no_table_holds_a_canary(line: Line, sandbox: SandboxServer) -> None:
    home = line.installation.settings.home
    canaries = {word.lower() for word in (*WORDS, *secrets(sandbox), *shoppers(sandbox))}
    assert len(canaries) > 50
    files = [path for path in home.rglob("*") if path.is_file() and not path.is_symlink()]
    kinds = {path.relative_to(home).parts[0] for path in files}
    assert {"warehouse.duckdb", "published", "dlt", "dagster", "logs"} <= kinds
    found = {
        (str(path.relative_to(home)), canary)
        for path in files
        for text in texts_of(path)
        for canary in canaries
        if canary in text
    }
    assert found == set()


def test_the_canaries_could_have_been_found(line: Line, sandbox: SandboxServer) -> None:
    """The search finds what is there: names of campaigns, and statuses of dead tokens."""
    home = line.installation.settings.home
    warehouse = "".join(texts_of(home / "warehouse.duckdb"))
    (name,) = line.rows("select min(name) from raw_facebook_ads.campaigns")[0]
    assert str(name).lower() in warehouse
    statuses = {(run.workspace_id, run.source): run.status for run in line.installation.ledger.latest()}
    assert statuses["demo-2", "facebook_ads"] == statuses["demo-2", "ga4"] == "reauth"
    assert statuses["demo-1", "tiktok_ads"] == "failed"
