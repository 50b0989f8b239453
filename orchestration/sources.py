"""Which sources exist, and a stored connection turned into the plain value that a source receives."""

import importlib
from collections.abc import Mapping

from omnitrackiq.accounts.connection_kinds import CONNECTION_KINDS
from omnitrackiq.accounts.connections import ConnectionRecord
from omnitrackiq.errors import ExpectedError
from omnitrackiq.settings import Settings
from omnitrackiq.warehouse.forgotten import Forgotten
from omnitrackiq.warehouse.hashing import workspace_hash_key
from pipelines.loading.connection import Connection
from pipelines.loading.source import Source

_MODULES: Mapping[str, str] = {source: f"pipelines.{source}" for source in CONNECTION_KINDS}


class UnknownSourceError(ExpectedError):
    """There is no such source."""


def source_names() -> tuple[str, ...]:
    """The names of all sources, in the order in which they are synced."""
    return tuple(_MODULES)


def find_source(name: str) -> Source:
    """The source called ``name``, imported when asked for; raises UnknownSourceError."""
    if name not in _MODULES:
        raise UnknownSourceError(f"There is no source {name!r}; the sources are {', '.join(_MODULES)}.")
    source: Source = importlib.import_module(_MODULES[name]).SOURCE
    return source


def all_sources() -> tuple[Source, ...]:
    """Every source, in the order in which they are synced."""
    return tuple(find_source(name) for name in source_names())


def connection_value(
    settings: Settings, record: ConnectionRecord, secrets: Mapping[str, str], forgotten: Forgotten | None = None
) -> Connection:
    """What a source receives of a stored connection and its opened ``secrets``.

    The installation's own OAuth app stands in for app secrets that the connection does not have; shoppers who are
    ``forgotten`` in its workspace are not known again.
    """
    base_url = settings.base_url(record.source)
    if base_url is not None:
        base_url = base_url.replace("{shop}", str(record.config.get("shop", "")))
    return Connection(
        workspace_id=record.workspace_id,
        connection_id=record.connection_id,
        source=record.source,
        config=dict(record.config),
        secrets={**_app_secrets(settings, record.source), **secrets},
        base_url=base_url,
        hash_key=workspace_hash_key(settings.pii_key.get_secret_value(), record.workspace_id),
        forgotten=forgotten or Forgotten(),
    )


def _app_secrets(settings: Settings, source: str) -> dict[str, str]:
    """The app secrets of ``source`` that the settings have."""
    available = {
        "client_id": settings.google_client_id,
        "client_secret": settings.google_client_secret and settings.google_client_secret.get_secret_value(),
        "developer_token": settings.google_ads_developer_token
        and settings.google_ads_developer_token.get_secret_value(),
    }
    return {name: value for name in CONNECTION_KINDS[source].app_secrets if (value := available[name])}
