"""What each ad platform cost, what it claims to have brought, and what real orders say of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from omnitrackiq.reporting.definitions import Metric
from omnitrackiq.reporting.formatting import Change, change
from omnitrackiq.reporting.freshness import SOURCES
from omnitrackiq.reporting.metrics import METRICS
from omnitrackiq.reporting.periods import Period
from omnitrackiq.reporting.source import MartSource

DELIVERY_METRICS = tuple(METRICS[name] for name in ("spend", "impressions", "clicks", "ctr", "cpc", "cpm"))
CLAIM_METRICS = tuple(METRICS[name] for name in ("platform_revenue", "platform_roas"))
CREDIT_METRICS = tuple(METRICS[name] for name in ("attributed_revenue", "attributed_roas", "overclaim_ratio"))
PLATFORM_METRICS = DELIVERY_METRICS + CLAIM_METRICS + CREDIT_METRICS

# A connected platform without figures cost nothing; of one that is not connected nothing is known but the orders.
# Without any order there is no shop to say what ads brought, which is not the same as nothing.
_PLATFORMS = """
    select platform, sum(spend) as spend, sum(impressions) as impressions, sum(clicks) as clicks,
        sum(platform_revenue) as platform_revenue, sum(attributed_revenue) as attributed_revenue
    from (
        select platform, spend, impressions, clicks, platform_revenue,
            case when exists (select 1 from marts.orders) then cast(0 as decimal(18, 6)) end as attributed_revenue
        from marts.ad_performance_daily
        where date_day between $since and $until
        union all
        select platform, 0, 0, 0, 0, case when exists (select 1 from marts.orders) then 0 end
        from marts.ad_accounts
        union all
        select platform, null, null, null, null, attributed_revenue
        from marts.roas_daily
        where date_day between $since and $until and attributed_orders > 0
    ) as figures
    group by platform
    order by spend desc nulls last, platform
"""


@dataclass(frozen=True, slots=True)
class AdFigures:
    """A platform, or all of them, with the sums of its figures over a period and over the compared one."""

    name: str
    label: str
    figures: Sequence[Mapping[str, Any]]
    compared: Sequence[Mapping[str, Any]] = ()

    def value(self, metric: Metric) -> Decimal | None:
        """``metric`` over the period; None when unknown or undefined."""
        return metric.over(self.figures)

    def change(self, metric: Metric) -> Change | None:
        """How ``metric`` moved since the compared period; None where either is unknown."""
        return change(self.value(metric), metric.over(self.compared), metric.better)


@dataclass(frozen=True, slots=True)
class PlatformTable:
    """The ad platforms, those that cost most first."""

    rows: Sequence[AdFigures]

    @property
    def total(self) -> AdFigures:
        """All platforms as one."""
        figures = [each for row in self.rows for each in row.figures]
        return AdFigures("total", "All platforms", figures, [each for row in self.rows for each in row.compared])

    @property
    def is_empty(self) -> bool:
        """Whether there was nothing at all in the period."""
        return not any(self.total.value(metric) for metric in PLATFORM_METRICS)


def read_platforms(source: MartSource, period: Period, compared: Period | None) -> PlatformTable:
    """The platforms that are connected, have figures in ``period`` or had orders in it."""
    rows = _figures(source, period)
    before = {row["platform"]: row for row in _figures(source, compared)} if compared else {}
    return PlatformTable(
        [
            AdFigures(
                row["platform"],
                platform_label(row["platform"]),
                [row],
                [before[row["platform"]]] if row["platform"] in before else [],
            )
            for row in rows
        ]
    )


def has_ad_platform(source: MartSource) -> bool:
    """Whether an ad platform is connected."""
    (row,) = source.fetch("select exists (select 1 from marts.ad_accounts) as connected")
    return bool(row["connected"])


def read_ad_days(source: MartSource) -> Period | None:
    """From the first to the last day with figures of an ad platform; None when there are none."""
    (row,) = source.fetch("select min(date_day) as since, max(date_day) as until from marts.ad_performance_daily")
    return Period(row["since"], row["until"]) if row["since"] else None


def platform_label(platform: str) -> str:
    """A platform's name as people write it."""
    return SOURCES.get(platform, platform.replace("_", " ").capitalize())


def _figures(source: MartSource, period: Period) -> list[dict[str, Any]]:
    return source.fetch(_PLATFORMS, {"since": period.since, "until": period.until})
