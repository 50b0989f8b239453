"""R1: SIGKILL at every named step of a sync and at random moments, then the same command once more, a day later."""

import random

import pytest

from tests.kills.steps import STEPS, Side
from tests.kills.trial import Trials

pytestmark = pytest.mark.slow

MOMENTS = 20
# The middle of reading, after normalizing, the middle of loading, and once a load is over.
MIDDLES = ("slice", "normalize", "load", "merge job", "package done")


@pytest.mark.parametrize("side", [pytest.param("before", marks=pytest.mark.long), "after"])
@pytest.mark.parametrize(
    "step", [*MIDDLES, *(pytest.param(step, marks=pytest.mark.long) for step in STEPS if step not in MIDDLES)]
)
def test_a_kill_at_a_step_costs_nothing(trials: Trials, step: str, side: Side) -> None:
    assert trials.undisturbed is not None
    times = trials.undisturbed.steps[step]
    numbers = {1, times} if side == "before" else {(times + 1) // 2}
    for number in sorted(numbers):
        assert trials.kill(fatal=[step, side, number]), f"step {step} number {number} of {times} was never met"


@pytest.mark.long
def test_a_kill_at_a_random_moment_costs_nothing(trials: Trials) -> None:
    assert trials.undisturbed is not None
    killed = 0
    while killed < MOMENTS:
        killed += trials.kill(after=random.uniform(0, trials.undisturbed.seconds))
