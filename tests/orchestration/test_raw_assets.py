"""The step that syncs reads the sources whose tables are asked for, and no others."""

from typing import Any

import dagster as dg
import pytest

from orchestration.assets import raw
from orchestration.definitions import EVERYTHING, defs
from orchestration.progress import LogObserver
from orchestration.sources import source_names


@pytest.mark.parametrize(
    ("job", "wanted"), [("resume_tiktok_ads", ("tiktok_ads",)), (EVERYTHING, source_names())], ids=["one", "all"]
)
def test_a_job_syncs_the_sources_of_its_tables(
    job: str, wanted: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def sync_each(_i: Any, _r: Any, _o: Any, names: list[str]) -> Any:
        read.extend(names)
        return ((name, []) for name in names)

    monkeypatch.setattr(raw, "sync_each", sync_each)
    resources = {"installation": None, "observer": LogObserver()}
    with dg.DagsterInstance.ephemeral() as instance:
        done = (
            defs()
            .resolve_job_def(job)
            .execute_in_process(instance=instance, op_selection=[raw.SYNC_STEP], resources=resources)
        )
    assert done.success
    assert tuple(read) == wanted
    made = {event.asset_key.path[1] for event in done.get_asset_materialization_events() if event.asset_key}
    assert made == set(wanted)
