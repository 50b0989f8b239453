"""What dlt is told, by us alone.

dlt would look every setting up in environment variables (``LOAD__WORKERS``) and in files of the working and the home
folder (``.dlt/config.toml``, ``.dlt/secrets.toml``). How rows are loaded must not depend on who starts a run and where,
and the search took a tenth of the time of a small load.
"""

from dlt.common.configuration.container import Container
from dlt.common.configuration.providers.doc import CustomLoaderDocProvider
from dlt.common.configuration.specs.config_providers_context import ConfigProvidersContainer
from dlt.common.configuration.specs.pluggable_run_context import PluggableRunContext

_SETTINGS = {
    "normalize": {"parquet_normalizer": {"add_dlt_load_id": True}},
    "runtime": {"dlthub_telemetry": False},
    # Loaded packages would stay for good, each with all of its rows.
    "load": {"delete_completed_jobs": True},
}


def apply_settings() -> None:
    """From here on dlt knows these settings and its own defaults only."""
    ours = CustomLoaderDocProvider("OmniTrackIQ", lambda: _SETTINGS)
    Container()[PluggableRunContext].providers = ConfigProvidersContainer([ours])
