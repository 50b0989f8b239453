"""Which channel a source and a medium mean, for sessions and for the visits that lead to orders alike."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.dbt_project.shop_rows import Booking, add_ad_day, add_order, add_visit, add_workspace
from tests.dbt_project.staged_warehouse import StagedWarehouse

START = date(2026, 1, 1)

# (source, medium, campaign as Analytics writes them, Google's own channel group): our channel
RULES = {
    ("(direct)", "(none)", "(direct)", "Direct"): "direct",
    ("(direct)", "(not set)", "(not set)", "Direct"): "direct",
    ("(not set)", "(not set)", "(not set)", "Unassigned"): "unattributed",
    ("(data not available)", "(data not available)", "(data not available)", "Unassigned"): "unattributed",
    ("google", "cpc", "(cross-network)", "Cross-network"): "paid_shopping",
    ("google", "cpc", "Winter | Shopping", "Paid Shopping"): "paid_shopping",
    ("google", "cpc", "eshop brand", "Paid Shopping"): "paid_shopping",
    ("google", "cpc", "workshop tickets", "Paid Search"): "paid_search",
    ("amazon.de", "cpc", "x", "Paid Shopping"): "paid_shopping",
    ("google", "cpc", "x", "Paid Search"): "paid_search",
    ("Bing", "PPC", "x", "Paid Search"): "paid_search",
    ("facebook", "paid_social", "x", "Paid Social"): "paid_social",
    ("ig", "cpc", "x", "Paid Social"): "paid_social",
    ("tiktok.com", "cpm", "x", "Paid Social"): "paid_social",
    ("partner.example", "paidsocial", "x", "Paid Other"): "paid_social",
    ("youtube", "cpv", "x", "Organic Video"): "video",
    ("youtube", "cpc", "x", "Paid Video"): "video",
    ("somewhere.example", "display", "x", "Display"): "display",
    ("somewhere.example", "cpm", "x", "Display"): "display",
    ("criteo", "retargeting", "x", "Display"): "display",
    ("somewhere.example", "cpc", "x", "Paid Other"): "other",
    ("google", "organic", "(organic)", "Organic Search"): "organic_search",
    ("www.google.co.uk", "referral", "(referral)", "Referral"): "organic_search",
    ("duckduckgo.com", "referral", "(referral)", "Organic Search"): "organic_search",
    ("somewhere.example", "organic", "x", "Organic Search"): "organic_search",
    ("l.facebook.com", "referral", "(referral)", "Organic Social"): "organic_social",
    ("instagram", "social", "(not set)", "Organic Social"): "organic_social",
    ("somewhere.example", "social", "x", "Organic Social"): "organic_social",
    ("vimeo.com", "referral", "(referral)", "Organic Video"): "organic_social",
    ("blog.example", "referral", "(referral)", "Referral"): "referral",
    ("amazon.com", "referral", "(referral)", "Organic Shopping"): "referral",
    ("newsletter", "email", "newsletter-2026-03", "Email"): "email",
    ("klaviyo", "(not set)", "flow", "Unassigned"): "email",
    ("couponcorner", "affiliate", "(not set)", "Affiliates"): "affiliate",
    ("attentive", "sms", "x", "SMS"): "sms",
    ("brand-app", "push", "x", "Mobile Push"): "other",
    ("spotify", "audio", "x", "Audio"): "other",
    ("(other)", "(other)", "(other)", "(other)"): "other",
}


def fill(warehouse: StagedWarehouse) -> None:
    """Every rule has a day of its own, as sessions and, where a link can say it, as an order's only visit."""
    add_workspace(warehouse, "rules", "EUR", "UTC")
    for number, (source, medium, campaign, group) in enumerate(RULES):
        day = START + timedelta(days=number)
        warehouse.add(
            "stg_ga4__traffic_daily",
            workspace_id="rules",
            property_id="1",
            date_day=day,
            source=source,
            medium=medium,
            campaign=campaign,
            campaign_id="(not set)",
            default_channel_group=group,
            sessions=10 + number,
            engaged_sessions=1,
        )
        at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        add_order(warehouse, "rules", str(number), at, "EUR", [Booking(at, 10)])
        add_visit(
            warehouse,
            "rules",
            str(number),
            1,
            at,
            source="direct",
            utm_source=source,
            utm_medium=medium,
            utm_campaign=campaign,
        )
    linked_by_campaign(warehouse)


def linked_by_campaign(warehouse: StagedWarehouse) -> None:
    """Google calls it a search click; the campaign that it names is a video campaign of the workspace."""
    add_workspace(warehouse, "linked", "EUR", "UTC")
    warehouse.add(
        "stg_google_ads__campaigns",
        workspace_id="linked",
        platform="google_ads",
        account_id="acc",
        campaign_id="4711",
        campaign_name="Launch film",
        channel="video",
        status="active",
    )
    add_ad_day(warehouse, "linked", "google_ads", START, "25", "EUR", campaign_id="4711", campaign_name="Launch film")
    for campaign, campaign_id, sessions in (("Launch film", "(not set)", 5), ("(not set)", "4711", 7)):
        warehouse.add(
            "stg_ga4__traffic_daily",
            workspace_id="linked",
            property_id="1",
            date_day=START,
            source="google",
            medium="cpc",
            campaign=campaign,
            campaign_id=campaign_id,
            default_channel_group="Paid Search",
            sessions=sessions,
            engaged_sessions=1,
        )
    at = datetime(2026, 1, 1, 12, tzinfo=UTC)
    add_order(warehouse, "linked", "1", at, "EUR", [Booking(at, 100)])
    add_visit(
        warehouse,
        "linked",
        "1",
        1,
        at,
        landing_page="https://shop.example/?utm_source=google&utm_medium=cpc&utm_id=4711&gclid=x",
        utm_source="google",
        utm_medium="cpc",
        click_id_kind="gclid",
    )
    add_order(warehouse, "linked", "2", at, "EUR", [Booking(at, 40)], source_name="pos")


def the_day(rule: tuple[str, str, str, str]) -> date:
    return START + timedelta(days=list(RULES).index(rule))


@pytest.mark.parametrize("rule", RULES, ids=[" | ".join(rule[:3]) for rule in RULES])
def test_sessions_come_from(built: StagedWarehouse, rule: tuple[str, str, str, str]) -> None:
    rows = built.fetch(
        "select channel, sessions from marts.channel_daily "
        "where workspace_id = 'rules' and date_day = ? and sessions > 0",
        the_day(rule),
    )
    assert rows == [(RULES[rule], 10 + list(RULES).index(rule))]


# Analytics decides by its own group here; a tagged link cannot say it.
ANALYTICS_ONLY = {("(direct)", "(not set)", "(not set)", "Direct"): "unattributed"}


@pytest.mark.parametrize("rule", RULES, ids=[" | ".join(rule[:3]) for rule in RULES])
def test_an_order_is_credited_to(built: StagedWarehouse, rule: tuple[str, str, str, str]) -> None:
    expected = ANALYTICS_ONLY.get(rule, RULES[rule])
    rows = built.fetch(
        "select channel, attributed_orders, attributed_revenue from marts.channel_daily "
        "where workspace_id = 'rules' and date_day = ? and attributed_orders > 0",
        the_day(rule),
    )
    assert rows == [(expected, 1, 10)]


def test_spend_sessions_and_credit_of_a_campaign_meet_in_its_channel(built: StagedWarehouse) -> None:
    rows = built.fetch(
        "select channel, spend, sessions, attributed_orders, attributed_revenue, roas, platform_roas, cpa "
        "from marts.channel_daily where workspace_id = 'linked' order by channel"
    )
    assert rows == [
        ("unattributed", 0, 0, 1, 40, None, None, 0.0),
        ("video", 25, 12, 1, 100, 4.0, 2.0, 25.0),
    ]


def test_a_campaigns_claim_stands_beside_what_orders_give_it(built: StagedWarehouse) -> None:
    rows = built.fetch(
        "select platform, campaign_id, campaign_name, spend, platform_revenue, platform_roas, attributed_orders, "
        "attributed_revenue, attributed_roas, overclaim_ratio from marts.roas_daily where workspace_id = 'linked'"
    )
    assert rows == [("google_ads", "4711", "Launch film", 25, 50, 2.0, 1, 100, 4.0, 0.5)]
