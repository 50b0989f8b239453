"""The demo's connections: its first workspace reads everything, the others what the pages need."""

from datetime import UTC, datetime
from pathlib import Path

from omnitrackiq.accounts.connections import list_connections
from orchestration.demo import DETAILS, connect_demo, sandbox_workspaces
from orchestration.sources import find_source
from sandbox.market.generated import generate_market
from tests.line import open_line
from tests.sandbox_server import serve_market

NOW = datetime(2026, 3, 20, 10, tzinfo=UTC)


def test_details_are_read_for_the_first_workspace_only(tmp_path: Path) -> None:
    market = generate_market(seed=1, start=NOW.date().replace(day=15), workspaces=2, size="small", now=NOW)
    with serve_market(market, NOW) as sandbox:
        line = open_line(tmp_path, sandbox_url=sandbox.url)
        for _twice in range(2):
            connect_demo(line.installation, sandbox_workspaces(sandbox.url))
    with line.installation.database.reading() as session:
        left_out = {
            (each.workspace_id, each.source): set(each.config.get("streams_off", ()))
            for each in list_connections(session)
        }
    assert len(left_out) == 12
    for (workspace_id, source), streams in left_out.items():
        assert streams == (set(DETAILS.get(source, ())) if workspace_id == "demo-2" else set())
        assert streams <= {stream.name for stream in find_source(source).optional_streams}
