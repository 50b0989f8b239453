"""What a worker does before its first visitor, so that they do not wait for it."""

from importlib import import_module

from omnitrackiq.warehouse.errors import WarehouseError
from omnitrackiq.warehouse.readers import MartReader

_HEAVY = ("pandas", "pyarrow", "streamlit.elements.vega_charts", "streamlit.elements.metric", "dashboards.page")


def warm_up(reader: MartReader | None) -> None:
    """Import what pages draw with, and open the marts of ``reader``; nothing published yet is no reason to stop."""
    for name in _HEAVY:
        import_module(name)
    if reader is None:
        return
    try:
        reader.fetch("select count(*) from marts.overview_daily")
    except WarehouseError:
        return
