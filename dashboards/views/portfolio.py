"""The portfolio: every workspace of the visitor in a line, and nothing of anybody else's."""

from collections.abc import Collection
from datetime import UTC, datetime
from html import escape

import streamlit as st

from dashboards import serving
from dashboards.addresses import overview_of
from dashboards.admission import admit
from dashboards.filters import chosen_filters
from omnitrackiq.accounts.memberships import Membership
from omnitrackiq.reporting.formatting import metric_text, span
from omnitrackiq.reporting.freshness import ago
from omnitrackiq.reporting.overview import Kpi
from omnitrackiq.reporting.periods import Period
from omnitrackiq.reporting.portfolio import PORTFOLIO_METRICS, PortfolioRow, read_portfolio_row
from omnitrackiq.reporting.text import plain
from omnitrackiq.warehouse.errors import WarehouseError

_ARROWS = {"up": "↑", "down": "↓", "flat": ""}


def draw() -> None:
    """The page."""
    visitor = admit("read_dashboards").visitor
    if visitor is None:
        return
    now = datetime.now(UTC)
    lines, periods = [], set()
    for membership in visitor.memberships:
        reader = serving.reader(serving.current().warehouse, membership.workspace_id)
        try:
            snapshot = reader.snapshot()
            today = serving.today_in(snapshot.publication.timezone, now)
            filters = chosen_filters(today)
            row = read_portfolio_row(snapshot, filters.period, filters.compared, now, today)
        except WarehouseError:
            lines.append(_unpublished(membership))
        else:
            lines.append(_line(row, now))
            periods.add(filters.period)
    head = "".join(
        f"<th scope='col' title='{escape(metric.help)}'>{escape(metric.label)}</th>" for metric in PORTFOLIO_METRICS
    )
    st.caption(plain(_what_is_shown(periods)))
    with st.container(border=True, key="card_portfolio"):
        st.html(
            "<div class='table-scroll' tabindex='0' role='region' aria-label='Workspaces'><table class='figures'>"
            f"<thead><tr><th scope='col'>Workspace</th>{head}<th scope='col'>Data</th></tr></thead>"
            f"<tbody>{''.join(lines)}</tbody></table></div>"
        )


def _what_is_shown(periods: Collection[Period]) -> str:
    """The days of all lines, which differ where it is tomorrow already."""
    days = " or ".join(span(period) for period in sorted(periods))
    its_own = "by its own days and in its own currency" if len(periods) > 1 else "in its own currency"
    return f"{days}{'. ' if days else ''}Every workspace is shown {its_own}."


def _line(row: PortfolioRow, now: datetime) -> str:
    cells = "".join(_cell(kpi, row.currency) for kpi in row.kpis)
    worst = row.attention[0] if row.attention else None
    state, told = (worst.state, worst.sentence) if worst else ("fresh", f"Updated {ago(now - row.published_at)}")
    words = f"{len(row.attention)} to look at" if worst else "Up to date"
    return (
        f"{_head(row.workspace_id, row.name)}{cells}"
        f"<td class='standing' data-state='{state}' title='{escape(told)}'>{words}</td></tr>"
    )


def _cell(kpi: Kpi, currency: str) -> str:
    change = ""
    if kpi.change:
        text = f"{_ARROWS[kpi.change.direction]} {kpi.change.text}".strip()
        change = f"<span class='change' data-verdict='{kpi.change.verdict}'>{escape(text)}</span>"
    return f"<td data-metric='{kpi.metric.name}'>{escape(metric_text(kpi.metric, kpi.value, currency))}{change}</td>"


def _unpublished(membership: Membership) -> str:
    empty = "<td>–</td>" * len(PORTFOLIO_METRICS)
    return f"{_head(membership.workspace_id, membership.workspace_name)}{empty}<td>No data yet</td></tr>"


def _head(workspace_id: str, name: str) -> str:
    link = f"<a href='{escape(overview_of(workspace_id))}' target='_self'>{escape(name)}</a>"
    return f"<tr data-workspace='{escape(workspace_id)}'><th scope='row'>{link}</th>"


draw()
