"""What every HTTP twin of the sandbox is given."""

from dataclasses import dataclass, field
from pathlib import Path

from sandbox.capacity import Capacity
from sandbox.clock import Clock
from sandbox.codes import Codes
from sandbox.credentials import Credentials
from sandbox.faults import Faults
from sandbox.market.interface import PricedMarket


@dataclass(frozen=True, slots=True)
class SandboxContext:
    """The market, its clock, who may read what, planned faults, recorded records, if any, open consents, and what the
    platforms manage.
    """

    market: PricedMarket
    clock: Clock
    credentials: Credentials
    faults: Faults
    replay: Path | None = None
    codes: Codes = field(default_factory=Codes)
    capacity: Capacity = field(default_factory=Capacity)
