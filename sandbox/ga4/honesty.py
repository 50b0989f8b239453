"""What Analytics does to figures and says about it: thresholds, ``(other)``, samples, metrics withheld, history cut."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sandbox.ga4.rows import Row

OTHER = "(other)"


@dataclass(frozen=True, slots=True)
class Honesty:
    """A property's ways, all off at first; set by ``/_sandbox/ga4/properties/<id>``.

    Rows of fewer users than ``threshold_users`` are withheld; of the rows beyond ``most_rows`` the dimensions become
    ``(other)``; ``samples_read`` of ``sampling_space`` events were counted; ``restricted_metrics`` come as zeros.
    """

    threshold_users: int = 0
    most_rows: int = 0
    samples_read: int = 0
    sampling_space: int = 0
    restricted_metrics: Sequence[str] = ()
    truncations: Sequence[Mapping[str, str]] = ()

    def applied(self, rows: Sequence[Row], dimensions: Sequence[str], metrics: Sequence[str]) -> list[Row]:
        """The rows that a report shows."""
        shown = self._shown(rows)
        if self._is_cut(shown):
            shown = [*shown[: self.most_rows], *_lumped(dimensions, shown[self.most_rows :])]
        hidden = [name in self.restricted_metrics for name in metrics]
        return [replace(row, metrics=_zeroed(row.metrics, hidden)) for row in shown] if any(hidden) else shown

    def metadata(self, rows: Sequence[Row], metrics: Sequence[str]) -> dict[str, Any]:
        """What the answer says of it; ``rows`` are those before anything was withheld."""
        withheld = [name for name in metrics if name in self.restricted_metrics]
        said: dict[str, Any] = {
            "subjectToThresholding": bool(self.threshold_users),
            "dataLossFromOtherRow": self._is_cut(self._shown(rows)),
            "dataTruncationReasons": list(self.truncations),
        }
        if self.sampling_space:
            sizes = {"samplesReadCount": str(self.samples_read), "samplingSpaceSize": str(self.sampling_space)}
            said["samplingMetadatas"] = [sizes]
        if withheld:
            kinds = [{"metricName": name, "restrictedMetricTypes": ["REVENUE_DATA"]} for name in withheld]
            said["schemaRestrictionResponse"] = {"activeMetricRestrictions": kinds}
        return {name: value for name, value in said.items() if value}

    def _shown(self, rows: Sequence[Row]) -> list[Row]:
        return [row for row in rows if row.users >= self.threshold_users]

    def _is_cut(self, shown: Sequence[Row]) -> bool:
        return 0 < self.most_rows < len(shown)


def _zeroed(values: Sequence[Decimal], hidden: Sequence[bool]) -> tuple[Decimal, ...]:
    return tuple(Decimal(0) if hide else value for hide, value in zip(hidden, values, strict=True))


def _lumped(dimensions: Sequence[str], rows: Sequence[Row]) -> Iterator[Row]:
    """Rows beyond the limit as one per day, whose other dimensions are ``(other)``."""
    by_label: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        named = zip(dimensions, row.dimensions, strict=False)
        label = tuple(value if name == "date" else OTHER for name, value in named)
        by_label.setdefault(label, []).append(row)
    for label, lumped in by_label.items():
        totals = tuple(sum(values, Decimal(0)) for values in zip(*(row.metrics for row in lumped), strict=True))
        yield Row(label, totals, sum(row.users for row in lumped))
