"""Whether a period reached what the workspace wants it to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from omnitrackiq.reporting.definitions import Metric
from omnitrackiq.reporting.metrics import METRICS
from omnitrackiq.reporting.overview import Overview


@dataclass(frozen=True, slots=True)
class TargetCheck:
    """A metric with its target and its value; ``reached`` is None where there is no value.

    ``is_final`` is False while the period holds a day that has not ended.
    """

    metric: Metric
    target: Decimal
    value: Decimal | None
    is_final: bool = True

    @property
    def is_floor(self) -> bool:
        """Whether the target is the least, not the most, that is wanted."""
        return self.metric.better == "up"

    @property
    def reached(self) -> bool | None:
        if self.value is None:
            return None
        return self.value >= self.target if self.is_floor else self.value <= self.target


def check_targets(overview: Overview, targets: Iterable[tuple[str, Decimal]]) -> Sequence[TargetCheck]:
    """The targets, by metric, against what the overview's period came to."""
    return [
        TargetCheck(METRICS[name], target, overview.kpi(METRICS[name]).value, overview.is_over)
        for name, target in targets
    ]
