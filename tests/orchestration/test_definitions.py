"""The Dagster location: it loads without any secret, and the graph reaches from every API to the published marts."""

import os
import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.definitions.assets.graph.asset_graph import AssetGraph

from orchestration.definitions import EVERYTHING, defs
from orchestration.sources import all_sources

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def location() -> dg.Definitions:
    return defs()


@pytest.fixture(scope="module")
def graph(location: dg.Definitions) -> AssetGraph:
    return location.get_repository_def().asset_graph


def test_the_location_loads_in_an_empty_environment(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from orchestration.definitions import defs; defs()"],
        env={"PATH": os.defpath, "HOME": str(tmp_path), "PYTHONPATH": str(REPOSITORY)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / ".omnitrackiq").exists()


def test_every_raw_table_is_an_asset_and_every_dbt_source_is_one_of_them(graph: AssetGraph) -> None:
    raw = {dg.AssetKey(["raw", source.name, table.name]) for source in all_sources() for table in source.all_tables}
    known = set(graph.get_all_asset_keys())
    assert raw <= known
    assert graph.external_asset_keys == set()


def test_every_mart_is_published(graph: AssetGraph) -> None:
    marts = {key for key in graph.get_all_asset_keys() if graph.get(key).group_name == "marts"}
    assert marts
    assert graph.get(dg.AssetKey("published_marts")).parent_keys == marts


def test_the_marts_descend_from_every_platform(graph: AssetGraph) -> None:
    ancestors = graph.get_ancestor_asset_keys(dg.AssetKey("published_marts"))
    platforms = {key.path[1] for key in ancestors if key.path[0] == "raw"}
    assert {source.name for source in all_sources()} <= platforms


def test_data_tests_are_asset_checks(graph: AssetGraph) -> None:
    checked = {check.asset_key for check in graph.asset_check_keys}
    marts = {key for key in graph.get_all_asset_keys() if graph.get(key).group_name == "marts"}
    assert marts <= checked


def test_one_job_for_everything_runs_every_hour(location: dg.Definitions) -> None:
    schedule = location.get_schedule_def("hourly")
    assert (schedule.job_name, schedule.cron_schedule) == (EVERYTHING, "0 * * * *")
