"""Which cases of a test run at every change: the first ones; the others run in ``make test-all`` only."""

from collections.abc import Sequence
from typing import Any

import pytest


def first_quick(cases: Sequence[Any], quick: int = 1) -> list[Any]:
    """``cases`` for ``parametrize``, all but the first ``quick`` marked as slow; a tuple holds several arguments."""
    slow = [pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=pytest.mark.slow) for case in cases]
    return [*cases[:quick], *slow[quick:]]
