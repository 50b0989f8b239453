"""What can go wrong on the way to the warehouse."""

from omnitrackiq.errors import ExpectedError


class WarehouseError(ExpectedError):
    """The warehouse cannot be used as asked."""


class WarehouseAddressError(WarehouseError):
    """The warehouse address cannot be understood."""


class WarehouseBusyError(WarehouseError):
    """Another process holds the warehouse, or a lane of it; trying again later helps."""


class LaneBusyError(WarehouseBusyError):
    """A run of this lane is under way in ``holder``."""

    def __init__(self, name: str, holder: str) -> None:
        super().__init__(
            f"Another run is under way: {holder} holds the {name} lane; wait until it ends, then try again."
        )


class WarehouseMemoryError(WarehouseError):
    """The machine has too little memory for a load; what was read is kept for the next run."""

    def __init__(self, source: str) -> None:
        super().__init__(
            f"There is too little memory to load what {source} sent, which is kept: give this machine more of it, "
            "then run the same command again."
        )


class LaneLostError(WarehouseError):
    """A lane that was held is held no longer: stop before anything is published."""
