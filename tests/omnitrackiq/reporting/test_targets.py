"""Targets are reached or missed by a whole period, and neither before it is over."""

from datetime import date
from decimal import Decimal

from omnitrackiq.reporting.overview import Overview
from omnitrackiq.reporting.periods import Period
from omnitrackiq.reporting.targets import check_targets

DAY = date(2026, 3, 14)
TARGETS = [("roas", Decimal(3)), ("cac", Decimal(5))]


def overview(*, is_over: bool = True) -> Overview:
    figures = {"date_day": DAY, "net_revenue": Decimal(400), "ad_spend": Decimal(100), "orders": 4}
    return Overview(Period(DAY, DAY), None, [figures], [], is_over)


def test_a_floor_is_reached_from_above_and_a_ceiling_missed() -> None:
    roas, cac = check_targets(overview(), TARGETS)
    assert (roas.value, roas.is_floor, roas.reached, roas.is_final) == (Decimal(4), True, True, True)
    assert (cac.value, cac.is_floor, cac.reached, cac.is_final) == (Decimal(25), False, False, True)


def test_nothing_is_final_before_the_period_is_over() -> None:
    assert [check.is_final for check in check_targets(overview(is_over=False), TARGETS)] == [False, False]
