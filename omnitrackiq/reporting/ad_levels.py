"""What each campaign, ad set or ad cost and brought over a period, with rows for what belongs to none.

Orders are credited to campaigns at most, so ad sets and ads have what their platform says only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from omnitrackiq.reporting.ad_platforms import CLAIM_METRICS, CREDIT_METRICS, DELIVERY_METRICS
from omnitrackiq.reporting.definitions import Metric
from omnitrackiq.reporting.periods import Period
from omnitrackiq.reporting.source import MartSource

Level = Literal["campaigns", "ad_sets", "ads"]

_SPEND, *_DELIVERY = DELIVERY_METRICS

# Of a campaign that is credited but had no figures in the period its platform said nothing: not zero.
_CAMPAIGNS = """
    select figures.*, campaigns.campaign_name, campaigns.status
    from (
        select platform, campaign_id, sum(spend) as spend, sum(impressions) as impressions, sum(clicks) as clicks,
            sum(platform_revenue) as platform_revenue, sum(attributed_revenue) as attributed_revenue
        from (
            select platform, campaign_id, spend, impressions, clicks, platform_revenue,
                case when exists (select 1 from marts.orders) then cast(0 as decimal(18, 6)) end as attributed_revenue
            from marts.ad_performance_daily
            where date_day between $since and $until
            union all
            select platform, campaign_id, null, null, null, null, attributed_revenue
            from marts.roas_daily
            where date_day between $since and $until and attributed_orders > 0
        ) as days
        where $platform in ('', platform)
        group by platform, campaign_id
    ) as figures
    left join marts.campaigns as campaigns
        on figures.platform = campaigns.platform and figures.campaign_id = campaigns.campaign_id
    order by spend desc nulls last, attributed_revenue desc nulls last, figures.platform, figures.campaign_id
"""
_AD_SETS = """
    select figures.*, campaigns.campaign_name, ad_sets.ad_set_name, ad_sets.status
    from (
        select platform, campaign_id, ad_set_id, sum(spend) as spend, sum(impressions) as impressions,
            sum(clicks) as clicks, sum(platform_revenue) as platform_revenue
        from marts.ad_performance_daily
        where date_day between $since and $until and $platform in ('', platform)
        group by platform, campaign_id, ad_set_id
    ) as figures
    left join marts.campaigns as campaigns
        on figures.platform = campaigns.platform and figures.campaign_id = campaigns.campaign_id
    left join marts.ad_sets as ad_sets
        on figures.platform = ad_sets.platform and figures.ad_set_id = ad_sets.ad_set_id
    order by spend desc, figures.platform, figures.campaign_id, figures.ad_set_id nulls last
"""
_ADS = """
    select figures.*, campaigns.campaign_name, ad_sets.ad_set_name, ads.ad_name, ads.status
    from (
        select platform, campaign_id, ad_set_id, ad_id, sum(spend) as spend, sum(impressions) as impressions,
            sum(clicks) as clicks, sum(platform_revenue) as platform_revenue
        from marts.ad_performance_daily
        where date_day between $since and $until and $platform in ('', platform)
        group by platform, campaign_id, ad_set_id, ad_id
    ) as figures
    left join marts.campaigns as campaigns
        on figures.platform = campaigns.platform and figures.campaign_id = campaigns.campaign_id
    left join marts.ad_sets as ad_sets
        on figures.platform = ad_sets.platform and figures.ad_set_id = ad_sets.ad_set_id
    left join marts.ads as ads
        on figures.platform = ads.platform and figures.ad_id = ads.ad_id
    order by spend desc, figures.platform, figures.campaign_id, figures.ad_set_id nulls last, figures.ad_id nulls last
"""


@dataclass(frozen=True, slots=True)
class AdLevel:
    """A level of the drill-down: what one and many of it are called, and what is known of each.

    ``key`` begins the names of its columns in the marts, as ``parents`` do of what it belongs to. ``nameless`` names
    the row of what belongs to none: what a platform reports for a campaign beyond its ads, or orders whose visit came
    from the platform but named no campaign.
    """

    level: Level
    key: str
    one: str
    many: str
    nameless: str
    parents: Sequence[tuple[str, str]]
    metrics: Sequence[Metric]
    sql: str


LEVELS: Mapping[Level, AdLevel] = {
    each.level: each
    for each in (
        AdLevel(
            "campaigns",
            "campaign",
            "Campaign",
            "Campaigns",
            "Orders without a campaign",
            (),
            (_SPEND, *CLAIM_METRICS, *CREDIT_METRICS, *_DELIVERY),
            _CAMPAIGNS,
        ),
        AdLevel(
            "ad_sets",
            "ad_set",
            "Ad set",
            "Ad sets",
            "Spend without an ad set",
            (("campaign", "Campaign"),),
            (_SPEND, *CLAIM_METRICS, *_DELIVERY),
            _AD_SETS,
        ),
        AdLevel(
            "ads",
            "ad",
            "Ad",
            "Ads",
            "Spend without an ad",
            (("campaign", "Campaign"), ("ad_set", "Ad set")),
            (_SPEND, *CLAIM_METRICS, *_DELIVERY),
            _ADS,
        ),
    )
}


@dataclass(frozen=True, slots=True)
class LevelRow:
    """One campaign, ad set or ad; ``id`` and ``status`` are None for what belongs to none.

    ``parents`` names what it belongs to, as far as that is known.
    """

    platform: str
    id: str | None
    name: str
    parents: Sequence[str | None]
    status: str | None
    figures: Mapping[str, Any]

    def value(self, metric: Metric) -> Decimal | None:
        """``metric`` over the period; None when unknown or undefined."""
        return metric.over([self.figures])


def read_level(source: MartSource, level: AdLevel, period: Period, platform: str | None) -> list[LevelRow]:
    """Every row of ``level`` with figures in ``period``, those that cost most first; of ``platform`` or of all."""
    wanted = {"since": period.since, "until": period.until, "platform": platform or ""}
    return [_row(level, row) for row in source.fetch(level.sql, wanted)]


def _row(level: AdLevel, row: Mapping[str, Any]) -> LevelRow:
    id_, name = row[f"{level.key}_id"], row[f"{level.key}_name"]
    return LevelRow(
        platform=row["platform"],
        id=id_,
        name=level.nameless if id_ is None else name or id_,
        parents=[row[f"{parent}_name"] or row[f"{parent}_id"] for parent, _ in level.parents],
        status=row["status"],
        figures=row,
    )
