"""This installation opened: its settings, control database, warehouse and clock, as one value."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx

from omnitrackiq.accounts.encryption import SecretBox
from omnitrackiq.database import Database, open_database
from omnitrackiq.errors import ExpectedError
from omnitrackiq.settings import Settings
from omnitrackiq.warehouse.ledger import SyncLedger
from omnitrackiq.warehouse.location import Warehouse


class ClockError(ExpectedError):
    """The sandbox that stands for the outside world cannot be asked for its time."""


@dataclass(frozen=True, slots=True)
class Installation:
    """What commands and Dagster work on."""

    settings: Settings = field(repr=False)
    database: Database
    warehouse: Warehouse
    secret_box: SecretBox

    @property
    def ledger(self) -> SyncLedger:
        return SyncLedger(self.database)

    def wall_clock(self) -> datetime:
        """The real time, in UTC."""
        return datetime.now(UTC)

    def now(self) -> datetime:
        """The outside world's time in UTC: the sandbox's where every platform points at it, else the real one."""
        sandbox = self.settings.sandbox_url
        if not sandbox:
            return self.wall_clock()
        try:
            # Plain HTTP needs no certificates, and reading them takes a tenth of a second.
            answer = httpx.get(f"{sandbox}/_sandbox/clock", timeout=10, verify=sandbox.startswith("https:"))
            return datetime.fromisoformat(answer.raise_for_status().json()["now"]).astimezone(UTC)
        except httpx.HTTPError as error:
            raise ClockError(
                f"The sandbox at {sandbox} does not answer; start it with `omnitrackiq sandbox serve`."
            ) from error


def open_installation(settings: Settings) -> Installation:
    """Opens nothing yet: databases connect on first use."""
    return Installation(
        settings=settings,
        database=open_database(settings.database_url),
        warehouse=settings.warehouse,
        secret_box=SecretBox([key.get_secret_value() for key in settings.encryption_keys]),
    )
