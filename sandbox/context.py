"""What every HTTP twin of the sandbox is given."""

from dataclasses import dataclass
from pathlib import Path

from sandbox.clock import Clock
from sandbox.credentials import Credentials
from sandbox.faults import Faults
from sandbox.market.interface import PricedMarket


@dataclass(frozen=True, slots=True)
class SandboxContext:
    """The market, its clock, who may read what, planned faults, and the folder of recorded records, if any."""

    market: PricedMarket
    clock: Clock
    credentials: Credentials
    faults: Faults
    replay: Path | None = None
