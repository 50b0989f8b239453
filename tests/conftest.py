"""Settings of the whole suite."""

import gc

from hypothesis import settings

# Two cores run many suites at once: a slow moment is no defect.
settings.register_profile("shared-machine", deadline=None)
settings.load_profile("shared-machine")


def pytest_collection_finish() -> None:
    """Programs and tests stay for good: the garbage collector need not look through them again and again."""
    gc.freeze()
