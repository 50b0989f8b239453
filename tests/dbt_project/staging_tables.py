"""The staging interface that intermediate models read: every table with its columns and types, in DuckDB's words.

``test_staging_interface`` holds the real staging models to it.
"""

from collections.abc import Mapping

MONEY = "decimal(18,6)"
MOMENT = "timestamp with time zone"


def _columns(text: str) -> dict[str, str]:
    """``name`` (text) or ``name:type`` words as a mapping, in their order."""
    short = {"money": MONEY, "moment": MOMENT, "bool": "boolean", "rate": "decimal(24,12)"}
    pairs = (word.partition(":") for word in text.split())
    return {name: short.get(kind, kind) or "varchar" for name, _, kind in pairs}


_FACTS = """currency spend_original:money impressions:bigint clicks:bigint platform_conversions:money
    platform_revenue_original:money"""

_AD_PLATFORM = {
    "accounts": "workspace_id platform account_id account_name currency timezone status",
    "campaigns": """workspace_id platform account_id campaign_id campaign_name channel objective status
        daily_budget:money created_at:moment""",
    "ad_sets": "workspace_id platform account_id campaign_id ad_set_id ad_set_name status created_at:moment",
    "ads": """workspace_id platform account_id campaign_id ad_set_id ad_id ad_name status landing_page
        created_at:moment""",
    "ad_daily": f"""workspace_id platform account_id date_day:date campaign_id campaign_name ad_set_id ad_set_name
        ad_id ad_name link_clicks:bigint {_FACTS}""",
    "campaign_daily": f"""workspace_id platform account_id date_day:date campaign_id campaign_name
        link_clicks:bigint {_FACTS}""",
    "load_windows": "workspace_id account_id stream date_day:date row_count:bigint spend:money settles_on:date",
    "load_readings": """workspace_id account_id stream date_day:date observed_on:date spend:money conversions:money
        conversion_value:money read_twice:bool""",
}

_FACEBOOK_REPORT = "workspace_id platform account_id date_day:date campaign_id"
_FACEBOOK_DETAILS = {
    "country_daily": f"{_FACEBOOK_REPORT} country_code {_FACTS}",
    "device_daily": f"{_FACEBOOK_REPORT} device {_FACTS}",
    "age_gender_daily": f"{_FACEBOOK_REPORT} age gender {_FACTS}",
    "placement_daily": f"{_FACEBOOK_REPORT} publisher_platform position {_FACTS}",
    "hourly": f"{_FACEBOOK_REPORT} hour_start:moment hour_of_day:bigint {_FACTS}",
    "creatives": """workspace_id platform account_id ad_id creative_id creative_name format headline body_text
        call_to_action image_url video_id landing_page utm_source utm_medium utm_campaign utm_content utm_term
        utm_id""",
}

_GOOGLE_REPORT = "workspace_id platform account_id date_day:date campaign_id"
_GOOGLE_DETAILS = {
    "account_daily": f"workspace_id platform account_id date_day:date {_FACTS}",
    "keyword_daily": f"{_GOOGLE_REPORT} ad_set_id keyword_id keyword match_type quality_score:bigint {_FACTS}",
    "search_term_daily": f"{_GOOGLE_REPORT} ad_set_id search_term keyword match_type {_FACTS}",
    "product_daily": f"{_GOOGLE_REPORT} item_id product_title {_FACTS}",
    "asset_group_daily": f"{_GOOGLE_REPORT} asset_group_id asset_group_name {_FACTS}",
    "country_daily": f"{_GOOGLE_REPORT} country_code {_FACTS}",
    "device_daily": f"{_GOOGLE_REPORT} device {_FACTS}",
    "conversion_actions": """workspace_id platform account_id conversion_action_id conversion_action_name category
        status counts_as_conversion:bool counting_type attribution_model click_window_days:bigint
        view_window_days:bigint""",
    "clicks": """workspace_id platform account_id click_id date_day:date campaign_id ad_set_id ad_id keyword
        match_type device""",
    "creatives": """workspace_id platform account_id campaign_id ad_set_id ad_id creative_id creative_name format
        headline body_text call_to_action image_url video_id landing_page utm_source utm_medium utm_campaign
        utm_content utm_term utm_id""",
}

_TIKTOK_DETAILS = {
    "country_daily": f"{_GOOGLE_REPORT} country_code {_FACTS}",
    "hourly": f"{_GOOGLE_REPORT} hour_start:moment hour_of_day:bigint {_FACTS}",
}

_OTHERS = {
    "stg_shopify__shops": "workspace_id shop_id shop_domain shop_name currency timezone taxes_included:bool",
    "stg_shopify__orders": """workspace_id shop_id order_id order_name is_test:bool created_at:moment
        processed_at:moment updated_at:moment cancelled_at:moment currency customer_key customer_order_index:bigint
        financial_status fulfillment_status source_name shipping_original:money tax_original:money journey_ready:bool
        journey_moments:bigint landing_page referrer_url""",
    "stg_shopify__order_lines": """workspace_id order_id order_line_id product_id variant_id title sku
        quantity:bigint current_quantity:bigint is_gift_card:bool unit_price_original:money""",
    "stg_shopify__sales": """workspace_id order_id agreement_id sale_id happened_at:moment reason action_type
        line_type order_line_id quantity:bigint net_original:money discount_original:money tax_original:money""",
    "stg_shopify__load_windows": "workspace_id shop_id read_until:date",
    "stg_shopify__refunds": "workspace_id order_id refund_id created_at:moment amount_original:money",
    "stg_shopify__customers": "workspace_id customer_key created_at:moment country_code",
    "stg_shopify__products": """workspace_id product_id variant_id product_title variant_title sku vendor
        product_type product_status price_original:money unit_cost_original:money""",
    "stg_shopify__visits": """workspace_id order_id visit_id position:bigint touched_at:moment landing_page
        referrer_url source source_type utm_source utm_medium utm_campaign utm_content utm_term click_id_kind""",
    "stg_shopify__transactions": """workspace_id order_id transaction_id kind status gateway processed_at:moment
        currency amount_original:money fee_original:money""",
    "stg_shopify__discounts": """workspace_id order_id discount_index:bigint discount_type discount_name discount_code
        target_type value_type discount_value:money amount_original:money""",
    "stg_shopify__refund_lines": """workspace_id order_id refund_id refund_line_id order_line_id quantity:bigint
        restock_type amount_original:money tax_original:money""",
    "stg_shopify__unit_costs": """workspace_id product_id variant_id valid_from:moment valid_to:moment
        first_seen_at:moment currency unit_cost_original:money""",
    "stg_ga4__properties": "workspace_id property_id currency timezone",
    "stg_ga4__traffic_daily": """workspace_id property_id date_day:date source medium campaign campaign_id
        default_channel_group sessions:bigint engaged_sessions:bigint total_users:bigint new_users:bigint
        key_events:money purchases:bigint revenue_original:money currency""",
    "stg_ga4__purchases": """workspace_id property_id date_day:date transaction_id source medium campaign
        purchases:bigint revenue_original:money""",
    "stg_ga4__landing_pages_daily": """workspace_id property_id date_day:date landing_page source medium
        default_channel_group sessions:bigint engaged_sessions:bigint new_users:bigint key_events:money
        purchases:bigint revenue_original:money currency""",
    "stg_ga4__events_daily": """workspace_id property_id date_day:date event_name events:bigint total_users:bigint
        key_events:money value_original:money currency""",
    "stg_ga4__items_daily": """workspace_id property_id date_day:date item_id item_name viewed:bigint
        added_to_cart:bigint purchased:bigint revenue_original:money currency""",
    "stg_ga4__report_quality": """workspace_id property_id stream date_day:date row_count:bigint is_sampled:bool
        samples_read:bigint sampling_space:bigint is_thresholded:bool has_other_row_loss:bool restricted_metrics
        truncations empty_reason""",
    "stg_ga4__events": """workspace_id property_id date_day:date event_key event_name event_at:moment client_key
        session_key session_number:bigint is_engaged:bool has_consent:bool page_location page_referrer source medium
        campaign campaign_id content term default_channel_group click_id_kind transaction_id is_first_purchase:bool
        revenue_original:money currency device_category country""",
    "stg_ga4__sessions": """workspace_id session_key property_id date_day:date client_key started_at:moment
        ended_at:moment session_number:bigint is_engaged:bool events:bigint page_views:bigint purchases:bigint
        revenue_original:money device_category country landing_page referrer_url source medium campaign campaign_id
        content term default_channel_group click_id_kind""",
    "stg_exchange_rates__rates": "workspace_id currency base_currency rate_date:date rate:rate",
    "stg_workspaces__workspaces": "workspace_id workspace_name currency timezone",
    "stg_workspaces__cost_rates": """workspace_id kind gateway valid_from:date valid_to:date per_order:money
        share:money per_day:money""",
    "stg_workspaces__product_costs": """workspace_id variant_id sku valid_from:date valid_to:date currency
        unit_cost_original:money""",
    "stg_workspaces__connections": "workspace_id connection_id source status created_at:moment",
    "stg_workspaces__sync_runs": """workspace_id connection_id source status error finished_at:moment
        last_ok_at:moment rows:bigint""",
}

AD_PLATFORMS = ("facebook_ads", "google_ads", "tiktok_ads")
SOURCES = (*AD_PLATFORMS, "shopify", "ga4", "exchange_rates")

STAGING: Mapping[str, Mapping[str, str]] = {
    **{
        f"stg_{platform}__{table}": _columns(columns)
        for platform in AD_PLATFORMS
        for table, columns in _AD_PLATFORM.items()
    },
    **{f"stg_facebook_ads__{table}": _columns(columns) for table, columns in _FACEBOOK_DETAILS.items()},
    **{f"stg_google_ads__{table}": _columns(columns) for table, columns in _GOOGLE_DETAILS.items()},
    **{f"stg_tiktok_ads__{table}": _columns(columns) for table, columns in _TIKTOK_DETAILS.items()},
    **{name: _columns(columns) for name, columns in _OTHERS.items()},
}

REJECTED_RECORDS = _columns(
    "workspace_id connection_id stream table_name covered_key field reason example record _dlt_load_id"
)
