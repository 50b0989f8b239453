"""What a new workspace can choose from."""

from functools import cache
from zoneinfo import available_timezones

from omnitrackiq.warehouse.currencies import CURRENCIES


@cache
def currencies() -> tuple[str, ...]:
    """The codes of all currencies, in order."""
    return tuple(sorted(CURRENCIES))


@cache
def timezones() -> tuple[str, ...]:
    """The zones that people know by a place, in order, after UTC."""
    places = (zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "posix", "right")))
    return ("UTC", *sorted(places))
