"""The project's manifest, which Dagster reads while others parse and build, and what a build remembers of it."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Timer

import pytest

from omnitrackiq.warehouse.location import Warehouse
from orchestration import dbt

FIRST, SECOND = '{"nodes": {"first": 1}}', '{"nodes": {"second": 2}}'


@pytest.fixture
def manifest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "project" / "manifest.json"
    path.parent.mkdir()
    monkeypatch.setattr(dbt, "MANIFEST", path)
    return path


def test_a_manifest_is_waited_for_while_it_is_written(manifest: Path) -> None:
    manifest.write_text(SECOND[:12])
    writer = Timer(0.3, manifest.write_text, [SECOND])
    writer.start()
    assert dbt.whole_manifest() == SECOND
    writer.join()


def test_a_manifest_left_half_written_is_said(manifest: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dbt, "WRITE_SECONDS", 0)
    manifest.write_text(SECOND[:12])
    with pytest.raises(dbt.BuildError, match="half-written"):
        dbt.whole_manifest()


def test_a_manifest_that_was_never_made_is_said(manifest: Path) -> None:
    with pytest.raises(dbt.BuildError, match="is not there: run `make manifest`"):
        dbt.whole_manifest()


def test_installations_that_build_at_once_remember_their_own_and_leave_a_whole_manifest(
    manifest: Path, tmp_path: Path
) -> None:
    built = {name: json.dumps({"nodes": {name: "x" * size}}) for name, size in (("a", 10), ("b", 3_000_000))}
    manifest.write_text(FIRST)

    def build(name: str) -> None:
        home = tmp_path / name
        warehouse = Warehouse.parse(f"duckdb:///{home / 'warehouse.duckdb'}", home)
        dbt.own_target(warehouse).mkdir(parents=True)
        (dbt.own_target(warehouse) / "manifest.json").write_text(built[name])
        for _ in range(20):
            dbt.remember_built(warehouse)
            assert dbt.whole_manifest() in built.values()
        assert dbt.built_state(warehouse).read_text() == built[name]

    with ThreadPoolExecutor() as pool:
        list(pool.map(build, built))
    assert [path.name for path in manifest.parent.iterdir()] == ["manifest.json"]
