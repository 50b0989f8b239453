"""Believable marts of ads for ``tests.demo_marts``: three platforms, their campaigns, ad sets and ads, from no chance.

Performance Max has no ads: its spend stands in residual rows. One order a day came from Google and named no campaign.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

_MONEY = "decimal(18,6)"
_RATIO = "double"
TABLES: dict[str, str] = {
    "ad_accounts": """workspace_id varchar not null, platform varchar not null, account_id varchar not null,
        account_name varchar, currency varchar, timezone varchar, status varchar""",
    "campaigns": f"""workspace_id varchar not null, platform varchar not null, account_id varchar not null,
        account_name varchar, campaign_id varchar not null, campaign_name varchar, channel varchar not null,
        objective varchar, status varchar, currency varchar, daily_budget_original {_MONEY}, daily_budget {_MONEY},
        created_at timestamptz, first_seen_on date, last_seen_on date""",
    "ad_sets": """workspace_id varchar not null, platform varchar not null, account_id varchar not null,
        campaign_id varchar, campaign_name varchar, ad_set_id varchar not null, ad_set_name varchar, status varchar,
        created_at timestamptz, first_seen_on date, last_seen_on date""",
    "ads": """workspace_id varchar not null, platform varchar not null, account_id varchar not null,
        campaign_id varchar, campaign_name varchar, ad_set_id varchar, ad_set_name varchar, ad_id varchar not null,
        ad_name varchar, status varchar, landing_page varchar, utm_source varchar, utm_medium varchar,
        utm_campaign varchar, utm_content varchar, utm_term varchar, created_at timestamptz, first_seen_on date,
        last_seen_on date""",
    "ad_performance_daily": f"""workspace_id varchar not null, date_day date not null, platform varchar not null,
        account_id varchar not null, campaign_id varchar not null, campaign_name varchar, ad_set_id varchar,
        ad_set_name varchar, ad_id varchar, ad_name varchar, row_kind varchar not null, channel varchar not null,
        currency varchar not null, exchange_rate decimal(24,12) not null, spend_original {_MONEY} not null,
        spend {_MONEY} not null, impressions bigint not null, clicks bigint not null, link_clicks bigint not null,
        platform_conversions {_MONEY} not null, platform_revenue_original {_MONEY} not null,
        platform_revenue {_MONEY} not null, is_mature boolean not null""",
    "roas_daily": f"""workspace_id varchar not null, date_day date not null, platform varchar not null,
        campaign_id varchar, campaign_name varchar, spend {_MONEY} not null, platform_revenue {_MONEY} not null,
        platform_roas {_RATIO}, attributed_orders {_MONEY} not null, attributed_revenue {_MONEY} not null,
        attributed_roas {_RATIO}, overclaim_ratio {_RATIO}""",
}
_ACCOUNT = "1"
_MADE = datetime(2025, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign to invent numbers for: its share of spend, what it returns and how many times over it claims that."""

    platform: str
    campaign_id: str
    name: str
    channel: str
    share: str
    roas: str
    claim: str
    ad_sets: tuple[str, ...] = ("Broad", "Lookalike")
    status: str = "active"


CAMPAIGNS = (
    Campaign("facebook_ads", "f1", "Prospecting", "paid_social", "0.30", "1.4", "1.9"),
    Campaign("facebook_ads", "f2", "=Retargeting", "paid_social", "0.16", "2.6", "2.4"),
    Campaign("google_ads", "g1", "Brand", "paid_search", "0.24", "3.8", "1.2", ("Exact",)),
    Campaign("google_ads", "g2", "Performance Max", "paid_shopping", "0.22", "2.1", "1.6", ()),
    Campaign("tiktok_ads", "t1", "Spark", "paid_social", "0.08", "0.9", "2.8", status="paused"),
)


def listed(workspace_id: str, currency: str, timezone: str, since: date, until: date) -> dict[str, list[Any]]:
    """The rows of what there is, by table."""
    rows: dict[str, list[Any]] = {name: [] for name in ("ad_accounts", "campaigns", "ad_sets", "ads")}
    for platform in dict.fromkeys(campaign.platform for campaign in CAMPAIGNS):
        rows["ad_accounts"].append((workspace_id, platform, _ACCOUNT, "Account", currency, timezone, "active"))
    seen = (_MADE, since, until)
    for one in CAMPAIGNS:
        head = (workspace_id, one.platform, _ACCOUNT)
        rows["campaigns"].append(
            (
                *head,
                "Account",
                one.campaign_id,
                one.name,
                one.channel,
                "SALES",
                one.status,
                currency,
                *(None,) * 2,
                *seen,
            )
        )
        for ad_set_id, ad_set, ads in _below(one):
            above = (*head, one.campaign_id, one.name, ad_set_id, ad_set)
            rows["ad_sets"].append((*above, one.status, *seen))
            for ad_id, ad in ads:
                rows["ads"].append((*above, ad_id, ad, one.status, *(None,) * 6, *seen))
    return rows


def of_day(workspace_id: str, currency: str, day: date, spend: Decimal) -> dict[str, list[Any]]:
    """The rows of a day on which all ads together cost ``spend``, by table."""
    rows: dict[str, list[Any]] = {"ad_performance_daily": [], "roas_daily": []}
    for one in CAMPAIGNS:
        spent = _exact(spend * Decimal(one.share))
        revenue = _exact(spent * Decimal(one.roas))
        claimed = _exact(revenue * Decimal(one.claim))
        parts = [(*each[:2], *ad) for each in _below(one) for ad in each[2]] or [(None, None, None, None)]
        for place, part in enumerate(parts):
            cost, claim = _part(spent, place, len(parts)), _part(claimed, place, len(parts))
            clicks = int(cost) + place
            rows["ad_performance_daily"].append(
                (
                    workspace_id, day, one.platform, _ACCOUNT, one.campaign_id, one.name, *part,
                    "reported" if part[2] else "residual", one.channel, currency, Decimal(1), cost, cost, clicks * 70,
                    clicks, clicks, _exact(claim / 60), claim, claim, True,
                )
            )  # fmt: skip
        rows["roas_daily"].append(
            (
                workspace_id, day, one.platform, one.campaign_id, one.name, spent, claimed, _over(claimed, spent),
                Decimal(2), revenue, _over(revenue, spent), _over(claimed, revenue),
            )
        )  # fmt: skip
    nameless = (workspace_id, day, "google_ads", None, None, Decimal(0), Decimal(0), None)
    rows["roas_daily"].append((*nameless, Decimal(1), _exact(spend / 100), None, 0.0))
    return rows


def _below(campaign: Campaign) -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    """The ad sets of a campaign, each with its ads."""
    for number, ad_set in enumerate(campaign.ad_sets, 1):
        ad_set_id = f"{campaign.campaign_id}s{number}"
        yield (
            ad_set_id,
            ad_set,
            [(f"{ad_set_id}a{ad}", f"{ad_set} {kind}") for ad, kind in enumerate(("video", "still"))],
        )


def _part(amount: Decimal, place: int, parts: int) -> Decimal:
    """One of so many parts that sum to ``amount``."""
    part = _exact(amount / parts)
    return part if place else amount - part * (parts - 1)


def _exact(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.000001"))


def _over(above: Decimal, below: Decimal) -> float | None:
    return float(above / below) if below else None
