"""The main job on records that real accounts produced: all load, nothing valid is set aside, the marts build."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from sandbox.market.generated import generate_market
from tests.line import lay_line
from tests.pipelines.recorded_records import FOLDERS
from tests.sandbox_server import serve_market

pytestmark = pytest.mark.slow

NOW = datetime(2024, 5, 2, 12, tzinfo=UTC)
ADS = ("accounts", "campaigns", "ads", "campaign_insights")
AT_LEAST = {"facebook_ads": ADS, "google_ads": ADS, "tiktok_ads": ADS, "shopify": ("orders",)}
SINCE, UNTIL = date(2021, 1, 1), date(2024, 5, 1)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_recorded_accounts_go_through_the_whole_line(folder: Path, tmp_path: Path) -> None:
    market = generate_market(seed=1, start=date(2024, 4, 20), workspaces=1, size="small", now=NOW)
    with serve_market(market, NOW, replay=folder) as sandbox:
        line = lay_line(tmp_path, sandbox.url)
        outcomes = line.sync(since=SINCE, until=UNTIL)
        assert {
            (outcome.source, outcome.status, outcome.message) for outcome in outcomes if outcome.status != "ok"
        } == set()
        line.build()
    assert (
        line.rows("select source, field, reason, example from quarantine.records where reason not like '%rate%'") == []
    )
    for source in (path.name for path in folder.iterdir() if path.name in AT_LEAST):
        for table in line.tables(f"raw_{source}"):
            if table in AT_LEAST[source]:
                assert line.rows(f"select 1 from raw_{source}.{table} limit 1"), (source, table)
