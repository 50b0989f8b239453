"""How much the platforms manage at once: what a test or a demonstration may lower."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(slots=True)
class Capacity:
    """Of Meta: ``meta_page`` is the largest page of an edge, where it is less than for all of them; a report run over
    more than ``meta_run_days`` never ends.
    """

    meta_page: Mapping[str, int] = field(default_factory=dict)
    meta_run_days: int | None = None
