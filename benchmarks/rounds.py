"""Runs a case: its contestants in turns, so that whatever else the machine does meets all of them alike."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from statistics import median

from benchmarks.case import Case, Limit, Measure
from benchmarks.contest import Measurement, measure
from benchmarks.served.process import serving


@dataclass(frozen=True, slots=True)
class Result:
    """All runs of a case by contestant, the runs at one position being neighbours in time."""

    case: Case
    runs: dict[str, list[Measurement]]

    def middle(self, contestant: str, measure: str) -> float:
        """The median of a measure."""
        return median(getattr(run, measure) for run in self.runs[contestant])

    def ratio(self, limit: Limit, measure: Measure | None = None) -> float | None:
        """The median of the ratios run by run, of another ``measure`` if wanted; None where one side did not run."""
        if limit.contestant not in self.runs or limit.against not in self.runs:
            return None
        pairs = zip(self.runs[limit.contestant], self.runs[limit.against], strict=True)
        name = measure or limit.measure
        return median(getattr(ours, name) / getattr(theirs, name) for ours, theirs in pairs)

    @property
    def missed(self) -> list[Limit]:
        """The limits that do not hold."""
        ratios = ((limit, self.ratio(limit)) for limit in self.case.limits)
        return [limit for limit, ratio in ratios if ratio is not None and not limit.holds(ratio)]


def run_case(case: Case, scale: float, runs: int, peers: bool, tell: Callable[[str], None]) -> Result:
    """``runs`` rounds of ``case`` at ``scale``; ``tell`` hears how far it is."""
    shape = case.shape(scale)
    names = [one.__name__ for one in (*case.contestants, *(case.peers if peers else ()))]
    found: dict[str, list[Measurement]] = {name: [] for name in names}
    with serving(case.served, shape) if case.served else nullcontext() as served:
        for number in range(1, runs + 1):
            for name in names:
                tell(f"{case.name}: {name}, run {number} of {runs}")
                found[name].append(measure(case, name, shape, served))
    return Result(case, found)
