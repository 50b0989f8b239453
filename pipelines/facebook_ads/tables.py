"""Raw tables of Facebook Ads. Names are Meta's, except ``date_day`` and what is derived from a record."""

from pipelines.facebook_ads.creatives import UTM_TAGS
from pipelines.loading.table import Column, Table

_ACCOUNT = ("workspace_id", "account_id")
_ACCOUNT_DAY = ("workspace_id", "account_id", "date_day")
HOUR = "hourly_stats_aggregated_by_advertiser_time_zone"
_TIMES = (Column("created_time", "timestamp"), Column("updated_time", "timestamp"))
_BUDGETS = (Column("daily_budget", "bigint"), Column("lifetime_budget", "bigint"))
_STATUSES = (Column("status"), Column("effective_status"))

ACCOUNTS = Table(
    "accounts",
    (
        Column("account_id", nullable=False),
        Column("id"),
        Column("name"),
        Column("account_status", "bigint"),
        Column("currency"),
        Column("timezone_name"),
        Column("created_time", "timestamp"),
        Column("amount_spent", "bigint"),
        Column("attribution_spec", "json"),
    ),
    _ACCOUNT,
    unique=_ACCOUNT,
    of_business=True,
)

CAMPAIGNS = Table(
    "campaigns",
    (
        Column("account_id", nullable=False),
        Column("id", required=True),
        Column("name"),
        Column("objective"),
        Column("buying_type"),
        *_STATUSES,
        *_BUDGETS,
        Column("start_time", "timestamp"),
        Column("stop_time", "timestamp"),
        *_TIMES,
    ),
    _ACCOUNT,
    unique=("workspace_id", "id"),
)

AD_SETS = Table(
    "ad_sets",
    (
        Column("account_id", nullable=False),
        Column("campaign_id"),
        Column("id", required=True),
        Column("name"),
        Column("optimization_goal"),
        Column("attribution_spec", "json"),
        *_STATUSES,
        *_BUDGETS,
        Column("start_time", "timestamp"),
        Column("end_time", "timestamp"),
        *_TIMES,
    ),
    _ACCOUNT,
    unique=("workspace_id", "id"),
)

ADS = Table(
    "ads",
    (
        Column("account_id", nullable=False),
        Column("campaign_id"),
        Column("adset_id"),
        Column("id", required=True),
        Column("name"),
        *_STATUSES,
        Column("creative", "json"),
        Column("landing_page"),
        *_TIMES,
    ),
    _ACCOUNT,
    unique=("workspace_id", "id"),
)

CREATIVES = Table(
    "creatives",
    (
        Column("account_id", nullable=False),
        Column("id", required=True),
        Column("name"),
        Column("status"),
        Column("title"),
        Column("body"),
        Column("object_type"),
        Column("call_to_action_type"),
        Column("image_url"),
        Column("thumbnail_url"),
        Column("video_id"),
        Column("url_tags"),
        Column("link_url"),
        Column("template_url"),
        Column("template_url_spec", "json"),
        Column("object_story_spec", "json"),
        Column("asset_feed_spec", "json"),
        Column("product_set_id"),
        Column("effective_object_story_id"),
        Column("instagram_permalink_url"),
        Column("format"),
        Column("headline"),
        Column("body_text"),
        Column("call_to_action"),
        Column("shown_image_url"),
        Column("shown_video_id"),
        Column("landing_page"),
        *(Column(tag) for tag in UTM_TAGS),
    ),
    _ACCOUNT,
    unique=("workspace_id", "id"),
)

_MEASURES = (
    Column("account_currency"),
    Column("attribution_setting"),
    Column("spend", "decimal", required=True),
    Column("impressions", "bigint"),
    Column("clicks", "bigint"),
    Column("inline_link_clicks", "bigint"),
    Column("purchases", "decimal"),
    Column("purchase_value", "decimal"),
    Column("purchase_source"),
    Column("actions", "json"),
    Column("action_values", "json"),
    Column("date_start", "date"),
    Column("date_stop", "date"),
)
_PEOPLE = (Column("reach", "bigint"), Column("frequency", "decimal", precision=38, scale=12))
"""Meta has no people reached per hour, and keeps them for 13 months only where a report is broken down."""

AD_INSIGHTS = Table(
    "ad_insights",
    (
        Column("account_id", nullable=False),
        Column("date_day", "date", nullable=False),
        Column("campaign_id"),
        Column("campaign_name"),
        Column("adset_id"),
        Column("adset_name"),
        Column("ad_id", required=True),
        Column("ad_name"),
        *_MEASURES,
        *_PEOPLE,
    ),
    _ACCOUNT_DAY,
    unique=("workspace_id", "account_id", "date_day", "ad_id"),
)


def _campaign_table(name: str, *broken_down: Column, people: tuple[Column, ...] = ()) -> Table:
    """A daily report per campaign and the cells of the ``broken_down`` columns, which may be unknown."""
    columns = (
        Column("account_id", nullable=False),
        Column("date_day", "date", nullable=False),
        Column("campaign_id", required=True),
        Column("campaign_name"),
        *broken_down,
        *_MEASURES,
        *people,
    )
    cells = (column.name for column in broken_down)
    return Table(name, columns, _ACCOUNT_DAY, unique=(*_ACCOUNT_DAY, "campaign_id", *cells))


CAMPAIGN_INSIGHTS = _campaign_table("campaign_insights", people=_PEOPLE)
COUNTRY_INSIGHTS = _campaign_table("country_insights", Column("country"))
AGE_GENDER_INSIGHTS = _campaign_table("age_gender_insights", Column("age"), Column("gender"))
PLACEMENT_INSIGHTS = _campaign_table("placement_insights", Column("publisher_platform"), Column("platform_position"))
DEVICE_INSIGHTS = _campaign_table("device_insights", Column("publisher_platform"), Column("impression_device"))
HOURLY_INSIGHTS = _campaign_table(
    "hourly_insights", Column(HOUR), Column("hour_of_day", "bigint"), Column("hour_start", "timestamp")
)

TABLES = (
    ACCOUNTS,
    CAMPAIGNS,
    AD_SETS,
    ADS,
    CREATIVES,
    AD_INSIGHTS,
    CAMPAIGN_INSIGHTS,
    COUNTRY_INSIGHTS,
    AGE_GENDER_INSIGHTS,
    PLACEMENT_INSIGHTS,
    DEVICE_INSIGHTS,
    HOURLY_INSIGHTS,
)
