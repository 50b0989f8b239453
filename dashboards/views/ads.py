"""Ads: what each platform claims beside what orders say, and every campaign, ad set and ad behind it."""

from collections.abc import Sequence
from decimal import Decimal
from html import escape

import streamlit as st

from dashboards.admission import admit
from dashboards.ads_choice import AdsChoice, address_of_file, chosen_ads, draw_choice
from dashboards.components.level_table import draw_level_table
from dashboards.components.messages import draw_attention, draw_no_data, draw_unavailable, draw_what_is_shown
from dashboards.components.platform_table import draw_platform_table
from dashboards.filters import Filters, chosen_filters
from dashboards.page import PageContext, page_context
from omnitrackiq.reporting.ad_levels import LevelRow, read_level
from omnitrackiq.reporting.ad_platforms import (
    CREDIT_METRICS,
    has_ad_platform,
    platform_label,
    read_ad_days,
    read_platforms,
)
from omnitrackiq.reporting.formatting import money, number
from omnitrackiq.reporting.freshness import SourceFreshness, begun_after, read_freshness, whole_since
from omnitrackiq.reporting.metrics import METRICS
from omnitrackiq.reporting.periods import Period, comparable
from omnitrackiq.reporting.text import plain
from omnitrackiq.warehouse.errors import WarehouseError

_CLAIMS_AND_ORDERS = (
    "Platform revenue is what each platform claims for its own ads, and several may claim the same order, while "
    "attributed revenue is the net revenue of real orders, each credited once, to its last known visit; spend and "
    "claims stand on the ad account’s day, orders on the workspace’s, all in {currency}."
)
_NO_CREDIT = "Orders are credited to campaigns, so what they say stands there only."


def draw() -> None:
    """The page, or in words why there is none."""
    try:
        context = page_context()
        filters = chosen_filters(context.today)
        sources = read_freshness(context.snapshot, context.now)
        known = read_ad_days(context.snapshot)
    except WarehouseError as error:
        draw_unavailable(error)
        return
    draw_attention(sources)
    if known is not None:
        draw_figures(context, filters, known, sources)
    elif has_ad_platform(context.snapshot):
        st.info(
            "No figures of your ad accounts have been loaded yet. They appear when the first sync has finished.",
            title="No data yet",
            icon=":material/database:",
        )
    else:
        draw_nothing_connected()


def draw_figures(context: PageContext, filters: Filters, known: Period, sources: Sequence[SourceFreshness]) -> None:
    """All that has numbers in it; periods that some source does not reach are not compared."""
    since = whole_since(sources, known)
    compared = comparable(filters.compared, since)
    table = read_platforms(context.snapshot, filters.period, compared)
    draw_what_is_shown(context.today, filters, compared, since, begun_after(sources, filters.period.since))
    if table.is_empty:
        draw_no_data(filters.period, known)
        return
    platforms = [row.name for row in table.rows]
    with st.container(border=True, key="card_platforms"):
        st.subheader("Platforms", anchor=False)
        draw_platform_table(table, chosen_ads(platforms).platform, context.currency)
        st.caption(plain(_CLAIMS_AND_ORDERS.format(currency=context.currency)))
    with st.container(border=True, key="card_ads"):
        _draw_level(context, filters.period, platforms)


def _draw_level(context: PageContext, period: Period, platforms: Sequence[str]) -> None:
    with st.container(key="ads_choice", horizontal=True, vertical_alignment="center", gap="small"):
        choice = draw_choice(platforms)
        admission = admit()
        if admission.may("export"):
            address = escape(address_of_file(admission.workspace_id, choice, period))
            st.html(f"<a class='go quiet' href='{address}' target='_self' download>Download CSV</a>")
    rows = read_level(context.snapshot, choice.level, period, choice.platform)
    if rows:
        draw_level_table(choice.level, rows, context.currency)
    st.caption(plain(_what_the_rows_are(choice, rows, context.currency)))


def _what_the_rows_are(choice: AdsChoice, rows: Sequence[LevelRow], currency: str) -> str:
    of = platform_label(choice.platform) if choice.platform else "all platforms"
    named = sum(1 for row in rows if row.id is not None)
    counted = f"{number(named)} {(choice.level.one if named == 1 else choice.level.many).lower()} of {of}"
    spent = sum((row.value(METRICS["spend"]) or Decimal(0) for row in rows), Decimal(0))
    text = f"{counted} with {money(spent, currency)} spend in all, as in the table above."
    return text if CREDIT_METRICS[0] in choice.level.metrics else f"{text} {_NO_CREDIT}"


def draw_nothing_connected() -> None:
    """There is no ad platform to show; whoever may connect one is led there."""
    admission = admit()
    may = admission.may("connect")
    st.info(
        "Connect Facebook Ads, Google Ads or TikTok Ads to see what each claims beside what your orders say."
        + ("" if may else " An owner or admin of the workspace can do that."),
        title="No ad platform is connected",
        icon=":material/cable:",
    )
    if may:
        here = {"w": admission.workspace_id}
        st.page_link("views/connections.py", label="Connect an ad platform", query_params=here)


draw()
