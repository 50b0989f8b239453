"""Raw tables of Facebook Ads. Names are Meta's, except ``date_day`` and what is derived from a record."""

from pipelines.loading.table import Column, Table

_ACCOUNT = ("workspace_id", "account_id")
_ACCOUNT_DAY = ("workspace_id", "account_id", "date_day")
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

_MEASURES = (
    Column("account_currency"),
    Column("attribution_setting"),
    Column("spend", "decimal", required=True),
    Column("impressions", "bigint"),
    Column("clicks", "bigint"),
    Column("inline_link_clicks", "bigint"),
    Column("reach", "bigint"),
    Column("frequency", "decimal", precision=38, scale=12),
    Column("purchases", "decimal"),
    Column("purchase_value", "decimal"),
    Column("purchase_source"),
    Column("actions", "json"),
    Column("action_values", "json"),
    Column("date_start", "date"),
    Column("date_stop", "date"),
)

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

TABLES = (ACCOUNTS, CAMPAIGNS, AD_SETS, ADS, AD_INSIGHTS, CAMPAIGN_INSIGHTS)
