"""Raw tables of TikTok Ads. Names are TikTok's, except ``account_id``, ``date_day`` and the canonical purchases."""

from pipelines.loading.table import Column, Table

_ACCOUNT = ("workspace_id", "account_id")
_ACCOUNT_DAY = ("workspace_id", "account_id", "date_day")
_STATUSES = (Column("operation_status"), Column("secondary_status"))
_TIMES = (Column("create_time", "timestamp"), Column("modify_time", "timestamp"))
_BUDGET = (Column("budget", "decimal"), Column("budget_mode"))

ACCOUNTS = Table(
    "accounts",
    (
        Column("account_id", nullable=False),
        Column("advertiser_id"),
        Column("name"),
        Column("company"),
        Column("status"),
        Column("currency"),
        Column("timezone"),
        Column("display_timezone"),
        Column("create_time", "bigint"),
    ),
    _ACCOUNT,
    unique=_ACCOUNT,
    of_business=True,
)

CAMPAIGNS = Table(
    "campaigns",
    (
        Column("account_id", nullable=False),
        Column("advertiser_id"),
        Column("campaign_id", required=True),
        Column("campaign_name"),
        Column("campaign_type"),
        Column("objective_type"),
        *_STATUSES,
        *_BUDGET,
        *_TIMES,
    ),
    _ACCOUNT,
    unique=("workspace_id", "campaign_id"),
)

AD_SETS = Table(
    "ad_sets",
    (
        Column("account_id", nullable=False),
        Column("advertiser_id"),
        Column("campaign_id"),
        Column("adgroup_id", required=True),
        Column("adgroup_name"),
        Column("optimization_goal"),
        Column("optimization_event"),
        Column("click_attribution_window"),
        Column("view_attribution_window"),
        *_STATUSES,
        *_BUDGET,
        *_TIMES,
    ),
    _ACCOUNT,
    unique=("workspace_id", "adgroup_id"),
)

ADS = Table(
    "ads",
    (
        Column("account_id", nullable=False),
        Column("advertiser_id"),
        Column("campaign_id"),
        Column("adgroup_id"),
        Column("ad_id", required=True),
        Column("ad_name"),
        Column("landing_page_url"),
        *_STATUSES,
        *_TIMES,
    ),
    _ACCOUNT,
    unique=("workspace_id", "ad_id"),
)

_MEASURES = (
    Column("currency"),
    Column("spend", "decimal", required=True),
    Column("impressions", "bigint"),
    Column("clicks", "bigint"),
    Column("reach", "bigint"),
    Column("frequency", "decimal"),
    Column("conversion", "decimal"),
    Column("real_time_conversion", "decimal"),
    Column("complete_payment", "decimal"),
    Column("total_complete_payment_rate", "decimal"),
    Column("cta_complete_payment", "decimal"),
    Column("vta_complete_payment", "decimal"),
    Column("onsite_shopping", "decimal"),
    Column("total_onsite_shopping_value", "decimal"),
    Column("total_purchase", "decimal"),
    Column("total_purchase_value", "decimal"),
    Column("purchases", "decimal"),
    Column("purchase_value", "decimal"),
    Column("purchase_source"),
    Column("stat_time_day"),
)

AD_INSIGHTS = Table(
    "ad_insights",
    (
        Column("account_id", nullable=False),
        Column("date_day", "date", nullable=False),
        Column("campaign_id"),
        Column("campaign_name"),
        Column("adgroup_id"),
        Column("adgroup_name"),
        Column("ad_id", required=True),
        Column("ad_name"),
        *_MEASURES,
    ),
    _ACCOUNT_DAY,
    unique=("workspace_id", "account_id", "date_day", "ad_id"),
)

CAMPAIGN_INSIGHTS = Table(
    "campaign_insights",
    (
        Column("account_id", nullable=False),
        Column("date_day", "date", nullable=False),
        Column("campaign_id", required=True),
        Column("campaign_name"),
        *_MEASURES,
    ),
    _ACCOUNT_DAY,
    unique=("workspace_id", "account_id", "date_day", "campaign_id"),
)

COUNTRY_INSIGHTS = Table(
    "country_insights",
    (
        Column("account_id", nullable=False),
        Column("date_day", "date", nullable=False),
        Column("campaign_id", required=True),
        Column("campaign_name"),
        Column("country_code"),
        *_MEASURES,
    ),
    _ACCOUNT_DAY,
    unique=("workspace_id", "account_id", "date_day", "campaign_id", "country_code"),
)

HOURLY_INSIGHTS = Table(
    "hourly_insights",
    (
        Column("account_id", nullable=False),
        Column("date_day", "date", nullable=False),
        Column("campaign_id", required=True),
        Column("campaign_name"),
        Column("stat_time_hour"),
        Column("hour_of_day", "bigint"),
        Column("hour_start", "timestamp"),
        *_MEASURES[:-1],
    ),
    _ACCOUNT_DAY,
    unique=("workspace_id", "account_id", "date_day", "campaign_id", "hour_of_day"),
)

TABLES = (ACCOUNTS, CAMPAIGNS, AD_SETS, ADS, AD_INSIGHTS, CAMPAIGN_INSIGHTS, COUNTRY_INSIGHTS, HOURLY_INSIGHTS)
