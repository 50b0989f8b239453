"""The names of fields that each kind of node knows, those that this market leaves empty included."""

from sandbox.market.model.kinds import Platform

PLATFORM: Platform = "facebook_ads"


def names(text: str) -> frozenset[str]:
    """The words of ``text``."""
    return frozenset(text.split())


_OBJECT = names(
    "id account_id name status configured_status effective_status created_time updated_time adlabels "
    "issues_info recommendations"
)

USER = names("id name")

ACCOUNT = names(
    """
    id account_id name account_status age amount_spent balance business business_city business_country_code
    business_name business_state business_street business_street2 business_zip can_create_brand_lift_study
    capabilities created_time currency currency_offset disable_reason end_advertiser end_advertiser_name
    extended_credit_invoice_group failed_delivery_checks fb_entity funding_source funding_source_details
    has_migrated_permissions has_page_authorized_adaccount io_number is_attribution_spec_system_default
    is_direct_deals_enabled is_in_3ds_authorization_enabled_market is_notifications_enabled is_personal
    is_prepay_account is_tax_id_required line_numbers media_agency min_campaign_group_spend_cap min_daily_budget
    offsite_pixels_tos_accepted owner partner rf_spec spend_cap tax_id tax_id_status tax_id_type timezone_id
    timezone_name timezone_offset_hours_utc tos_accepted user_tasks user_tos_accepted attribution_spec
    """
)

CAMPAIGN = _OBJECT | names(
    """
    bid_strategy boosted_object_id budget_rebalance_flag budget_remaining buying_type can_create_brand_lift_study
    can_use_spend_cap daily_budget is_skadnetwork_attribution lifetime_budget objective pacing_type
    primary_attribution promoted_object smart_promotion_type source_campaign source_campaign_id
    special_ad_categories special_ad_category special_ad_category_country spend_cap start_time stop_time topline_id
    """
)

AD_SET = _OBJECT | names(
    """
    adset_schedule asset_feed_id attribution_spec bid_adjustments bid_amount bid_constraints bid_info bid_strategy
    billing_event budget_remaining campaign campaign_id creative_sequence daily_budget daily_min_spend_target
    daily_spend_cap destination_type end_time frequency_control_specs instagram_user_id is_dynamic_creative
    learning_stage_info lifetime_budget lifetime_imps lifetime_min_spend_target lifetime_spend_cap
    multi_optimization_goal_weight optimization_goal optimization_sub_event pacing_type promoted_object
    recurring_budget_semantics rf_prediction_id source_adset source_adset_id start_time targeting
    use_new_app_click
    """
)

AD = _OBJECT | names(
    """
    ad_active_time ad_review_feedback ad_schedule_end_time ad_schedule_start_time adset adset_id bid_amount bid_info
    bid_type campaign campaign_id conversion_domain conversion_specs creative demolink_hash display_sequence
    last_updated_by_app_id preview_shareable_link source_ad source_ad_id targeting tracking_specs
    """
)

CREATIVE = names(
    """
    id account_id name status title body object_type object_id object_story_id object_story_spec object_url
    asset_feed_spec link_url url_tags template_url template_url_spec call_to_action_type image_url image_hash
    thumbnail_url thumbnail_id video_id effective_object_story_id instagram_permalink_url product_set_id actor_id
    """
)
