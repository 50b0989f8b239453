"""What each marketing channel cost and brought over a period."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from omnitrackiq.reporting.definitions import Metric
from omnitrackiq.reporting.periods import Period
from omnitrackiq.reporting.source import MartSource

CHANNELS: Mapping[str, str] = {
    "paid_social": "Paid social",
    "paid_search": "Paid search",
    "paid_shopping": "Paid shopping",
    "display": "Display",
    "video": "Video",
    "organic_search": "Organic search",
    "organic_social": "Organic social",
    "email": "Email",
    "sms": "SMS",
    "affiliate": "Affiliate",
    "referral": "Referral",
    "direct": "Direct",
    "other": "Other",
    "unattributed": "Unattributed",
}

_CHANNELS = """
    select channel, sum(spend) as spend, sum(impressions) as impressions, sum(clicks) as clicks,
        sum(sessions) as sessions, sum(platform_conversions) as platform_conversions,
        sum(platform_revenue) as platform_revenue, sum(attributed_orders) as attributed_orders,
        sum(attributed_revenue) as attributed_revenue
    from marts.channel_daily
    where date_day between ? and ?
    group by channel
    order by attributed_revenue desc nulls last, channel
"""


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """One channel (or a total) with the sums of its figures; ``label`` is what people read."""

    channel: str
    label: str
    figures: Sequence[Mapping[str, Any]]

    def value(self, metric: Metric) -> Decimal | None:
        """``metric`` over this channel; None when unknown or undefined."""
        return metric.over(self.figures)


@dataclass(frozen=True, slots=True)
class ChannelTable:
    """Channels by attributed revenue, largest first, and the totals of those with spend and of all."""

    rows: Sequence[ChannelRow]

    @property
    def paid(self) -> ChannelRow:
        """The channels that cost something in the period, as one."""
        figures = [row.figures[0] for row in self.rows if row.figures[0]["spend"]]
        return ChannelRow("paid", "Paid channels", figures)

    @property
    def total(self) -> ChannelRow:
        """All channels as one."""
        return ChannelRow("total", "All channels", [row.figures[0] for row in self.rows])


def read_channels(source: MartSource, period: Period) -> ChannelTable:
    """The channel table of ``period``; channels without any figure are left out."""
    rows = source.fetch(_CHANNELS, [period.since, period.until])
    shown = [row for row in rows if any(value for name, value in row.items() if name != "channel")]
    return ChannelTable([ChannelRow(row["channel"], channel_label(row["channel"]), [row]) for row in shown])


def channel_label(channel: str) -> str:
    """A channel's name as people write it."""
    return CHANNELS.get(channel, channel.replace("_", " ").capitalize())
