"""What a build remembers of the project it built."""

import json
from pathlib import Path

import pytest

from omnitrackiq.warehouse.location import Warehouse
from orchestration import dbt


def test_a_manifest_that_is_just_being_written_does_not_replace_the_last_whole_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse = Warehouse.parse(f"duckdb:///{tmp_path / 'warehouse.duckdb'}", tmp_path)
    manifest = tmp_path / "manifest.json"
    monkeypatch.setattr(dbt, "MANIFEST", manifest)
    for written in ('{"nodes": {"first": 1}}', '{"nodes": {"sec'):
        manifest.write_text(written)
        dbt.remember_built(warehouse)
        assert json.loads(dbt.built_state(warehouse).read_text()) == {"nodes": {"first": 1}}
    manifest.write_text('{"nodes": {"second": 2}}')
    dbt.remember_built(warehouse)
    assert json.loads(dbt.built_state(warehouse).read_text()) == {"nodes": {"second": 2}}
