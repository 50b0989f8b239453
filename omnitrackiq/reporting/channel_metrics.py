"""Metrics of a channel, a platform or a campaign, over the columns of `channel_daily` and its kin."""

from omnitrackiq.reporting.definitions import Metric, quotient, total

CHANNEL_METRICS = (
    Metric("spend", "Spend", "money", "neither", "What the ad platforms charged.", total("spend")),
    Metric(
        "impressions",
        "Impressions",
        "count",
        "up",
        "Times an ad was shown.",
        total("impressions"),
    ),
    Metric("clicks", "Clicks", "count", "up", "Clicks on ads.", total("clicks")),
    Metric(
        "platform_conversions",
        "Platform conversions",
        "decimal",
        "up",
        "Conversions that the platforms claim. Several platforms may claim the same order.",
        total("platform_conversions"),
    ),
    Metric(
        "platform_revenue",
        "Platform revenue",
        "money",
        "up",
        "Revenue that the platforms claim. Several platforms may claim the same order.",
        total("platform_revenue"),
    ),
    Metric(
        "attributed_orders",
        "Attributed orders",
        "decimal",
        "up",
        "Orders credited to the channel by the workspace's attribution model.",
        total("attributed_orders"),
    ),
    Metric(
        "attributed_revenue",
        "Attributed revenue",
        "money",
        "up",
        "Net revenue credited to the channel by the workspace's attribution model, from real orders.",
        total("attributed_revenue"),
    ),
    Metric(
        "attributed_roas",
        "Attributed ROAS",
        "multiple",
        "up",
        "Return on ad spend by real orders and the workspace's attribution model.",
        quotient("attributed_revenue", "spend"),
    ),
    Metric(
        "platform_roas",
        "Platform ROAS",
        "multiple",
        "up",
        "Return on ad spend as the platform itself claims it.",
        quotient("platform_revenue", "spend"),
    ),
    Metric(
        "cpa",
        "Attributed CPA",
        "money",
        "down",
        "Spend of the channel for each order that is credited to it.",
        quotient("spend", "attributed_orders"),
    ),
    Metric(
        "overclaim_ratio",
        "Over-claim",
        "multiple",
        "down",
        "How many times over a platform claims the revenue that real orders give it.",
        quotient("platform_revenue", "attributed_revenue"),
    ),
    Metric(
        "ctr", "CTR", "share", "up", "Click-through rate: clicks per impression.", quotient("clicks", "impressions")
    ),
    Metric("cpc", "CPC", "money", "down", "Cost per click.", quotient("spend", "clicks")),
    Metric("cpm", "CPM", "money", "down", "Cost per thousand impressions.", quotient("spend", "impressions", per=1000)),
)
