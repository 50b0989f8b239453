"""What a build remembers of the project it built, while another dbt writes the project's manifest."""

import json
from pathlib import Path
from threading import Timer

import pytest

from omnitrackiq.warehouse.location import Warehouse
from orchestration import dbt

FIRST, SECOND = '{"nodes": {"first": 1}}', '{"nodes": {"second": 2}}'


@pytest.fixture
def manifest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "manifest.json"
    monkeypatch.setattr(dbt, "MANIFEST", path)
    return path


def test_a_manifest_is_waited_for_while_it_is_written(manifest: Path, tmp_path: Path) -> None:
    warehouse = Warehouse.parse(f"duckdb:///{tmp_path / 'warehouse.duckdb'}", tmp_path)
    manifest.write_text(FIRST)
    dbt.remember_built(warehouse)
    manifest.write_text(SECOND[:12])
    writer = Timer(0.3, manifest.write_text, [SECOND])
    writer.start()
    dbt.remember_built(warehouse)
    writer.join()
    assert json.loads(dbt.built_state(warehouse).read_text()) == json.loads(SECOND)


def test_a_manifest_left_half_written_is_said_and_replaces_nothing(
    manifest: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dbt, "WRITE_SECONDS", 0)
    warehouse = Warehouse.parse(f"duckdb:///{tmp_path / 'warehouse.duckdb'}", tmp_path)
    manifest.write_text(FIRST)
    dbt.remember_built(warehouse)
    manifest.write_text(SECOND[:12])
    with pytest.raises(dbt.BuildError, match="half-written"):
        dbt.remember_built(warehouse)
    assert json.loads(dbt.built_state(warehouse).read_text()) == json.loads(FIRST)
