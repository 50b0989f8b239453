"""The folder of Dagster's instance, with its settings: made without importing Dagster."""

from pathlib import Path

import yaml

_SETTINGS = {
    "telemetry": {"enabled": False},
    "run_retries": {"enabled": True, "max_retries": 2},
    "run_monitoring": {"enabled": True},
    "concurrency": {"pools": {"granularity": "op", "default_limit": 1}},
}


def dagster_home(home: Path) -> Path:
    """The folder of Dagster's instance, with its settings written."""
    folder = home / "dagster"
    folder.mkdir(parents=True, exist_ok=True)
    settings = folder / "dagster.yaml"
    text = yaml.safe_dump({**_SETTINGS, "event_log_storage": _event_log(folder)}, sort_keys=True)
    if not settings.exists() or settings.read_text() != text:
        settings.write_text(text)
    return folder


def _event_log(folder: Path) -> dict[str, object]:
    place = {"base_dir": str(folder / "history" / "runs")}
    return {"module": "orchestration.event_log", "class": "PooledEventLog", "config": place}
