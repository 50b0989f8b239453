"""Parts that are cut from a whole add up to it."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from sandbox.shares import split_amount, split_whole

WEIGHTS = st.lists(st.integers(1, 1000), min_size=1, max_size=30)


@given(st.integers(0, 10**9), WEIGHTS)
def test_whole_parts_add_up_and_stay_near_their_share(total: int, weights: list[int]) -> None:
    parts = split_whole(total, weights)
    assert sum(parts) == total
    exact = [total * weight / sum(weights) for weight in weights]
    assert all(abs(part - share) < 1.001 for part, share in zip(parts, exact, strict=True))


@given(st.integers(0, 10**9), st.sampled_from([0, -2, -4]), WEIGHTS)
def test_amounts_add_up_in_their_smallest_unit(units: int, exponent: int, weights: list[int]) -> None:
    total = Decimal(units).scaleb(exponent)
    parts = split_amount(total, weights)
    assert sum(parts, Decimal(0)) == total
    assert all(int(part.as_tuple().exponent) == exponent for part in parts)
