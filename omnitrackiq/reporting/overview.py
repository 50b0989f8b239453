"""A workspace at a glance: its metrics over a period, per day, and against another period."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from omnitrackiq.reporting.definitions import Metric
from omnitrackiq.reporting.formatting import Change, change
from omnitrackiq.reporting.periods import Period
from omnitrackiq.reporting.source import MartSource

DayFigures = Mapping[str, Any]

_DAYS = """
    select date_day, gross_revenue, discounts, refunds, refunds_by_order_date, net_revenue, ad_spend, orders,
        new_customers, sessions
    from marts.overview_daily
    where date_day between ? and ?
    order by date_day
"""


@dataclass(frozen=True, slots=True)
class Kpi:
    """A metric over a period, over the compared period, and how it moved; None where unknown."""

    metric: Metric
    value: Decimal | None
    prior: Decimal | None
    change: Change | None


@dataclass(frozen=True, slots=True)
class Overview:
    """The days of a period and of the one it is compared with, oldest first; days that marts lack are missing.

    ``is_over`` is False while the period holds a day that has not ended.
    """

    period: Period
    compared: Period | None
    days: Sequence[DayFigures]
    compared_days: Sequence[DayFigures]
    is_over: bool = True

    def kpi(self, metric: Metric) -> Kpi:
        """``metric`` over the whole period; ratios are computed from sums, never averaged.

        Before the period is over a change is neither good nor bad: the compared one has had all its hours.
        """
        value, prior = metric.over(self.days), metric.over(self.compared_days)
        return Kpi(metric, value, prior, change(value, prior, metric.better if self.is_over else "neither"))

    def series(self, metric: Metric) -> list[tuple[date, Decimal | None]]:
        """``metric`` for each day of the period that marts have."""
        return [(row["date_day"], metric.over([row])) for row in self.days]

    @property
    def behind(self) -> timedelta:
        """How long before a day the one lies that it is compared with; nothing without a compared period."""
        return self.period.since - self.compared.since if self.compared else timedelta(0)

    def compared_series(self, metric: Metric) -> list[tuple[date, Decimal | None]]:
        """``metric`` for each day of the compared period, under the day of the period it stands against."""
        moved = ((row["date_day"] + self.behind, metric.over([row])) for row in self.compared_days)
        return [(day, value) for day, value in moved if day in self.period]


def read_overview(source: MartSource, period: Period, compared: Period | None, today: date | None = None) -> Overview:
    """The figures of ``period`` and, if given, of ``compared``; ``today`` is the day that is not over yet."""
    days, compared_days = read_days(source, period), read_days(source, compared) if compared else []
    return Overview(period, compared, days, compared_days, is_over=today is None or today > period.until)


def read_days(source: MartSource, period: Period) -> list[DayFigures]:
    """The additive figures of each day of ``period`` that the marts have, oldest first."""
    return [dict(row) for row in source.fetch(_DAYS, [period.since, period.until])]


def read_known_days(source: MartSource) -> Period | None:
    """From the first to the last day the marts have; None when they have none."""
    (row,) = source.fetch("select min(date_day) as since, max(date_day) as until from marts.overview_daily")
    return Period(row["since"], row["until"]) if row["since"] else None
