"""The overview: how the shop did, what ads cost, which channel brought it, and how fresh all that is."""

from collections.abc import Sequence

import streamlit as st

from dashboards.admission import admit
from dashboards.components.channel_table import COLUMNS_HELP, draw_channel_table
from dashboards.components.freshness_list import draw_freshness
from dashboards.components.kpi_tiles import draw_tiles
from dashboards.components.messages import (
    draw_attention,
    draw_no_data,
    draw_no_data_at_all,
    draw_unavailable,
    draw_what_is_shown,
)
from dashboards.components.target_line import draw_targets
from dashboards.components.trends import draw_trends
from dashboards.filters import Filters, chosen_filters
from dashboards.onboarding.progress import read_targets
from dashboards.page import PageContext, page_context
from omnitrackiq.reporting.channels import read_channels
from omnitrackiq.reporting.freshness import SourceFreshness, begun_after, read_freshness, whole_since
from omnitrackiq.reporting.metrics import METRICS
from omnitrackiq.reporting.overview import read_known_days, read_overview
from omnitrackiq.reporting.periods import Period, comparable
from omnitrackiq.reporting.targets import check_targets
from omnitrackiq.warehouse.errors import WarehouseError

TILES = (
    "net_revenue",
    "ad_spend",
    "roas",
    "orders",
    "aov",
    "new_customers",
    "cac",
    "new_customer_cac",
    "sessions",
    "conversion_rate",
)
_CREDIT = (
    "Orders are credited to their last known visit; Unattributed are those of which the shop knows no visit. Refunds "
    "count on the day of their order here, and on the day they were given above, so the totals can differ."
)


def draw() -> None:
    """The page, or in words why there is none."""
    try:
        context = page_context()
        filters = chosen_filters(context.today)
        sources = read_freshness(context.snapshot, context.now)
        known = read_known_days(context.snapshot)
    except WarehouseError as error:
        draw_unavailable(error)
        return
    draw_attention(sources)
    if known is None:
        draw_no_data_at_all()
    else:
        draw_figures(context, filters, known, sources)
    with st.container(border=True, key="card_freshness"):
        st.subheader("Data freshness", anchor=False)
        draw_freshness(sources)


def draw_figures(context: PageContext, filters: Filters, known: Period, sources: Sequence[SourceFreshness]) -> None:
    """All that has numbers in it; periods that some source does not reach are not compared."""
    since = whole_since(sources, known)
    compared = comparable(filters.compared, since)
    overview = read_overview(context.snapshot, filters.period, compared, context.today)
    draw_what_is_shown(context.today, filters, compared, since, begun_after(sources, filters.period.since))
    if not overview.days:
        draw_no_data(filters.period, known)
        return
    draw_tiles(overview, [METRICS[name] for name in TILES], context.currency)
    draw_targets(check_targets(overview, read_targets(admit()).items()), context.currency)
    draw_trends(overview, context.currency, context.today)
    with st.container(border=True, key="card_channels"):
        st.subheader("Channels", anchor=False, help=COLUMNS_HELP)
        draw_channel_table(read_channels(context.snapshot, filters.period), context.currency)
        st.caption(_CREDIT)


draw()
