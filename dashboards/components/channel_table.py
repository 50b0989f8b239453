"""The channel table, as a table that screen readers, search and print understand."""

from collections.abc import Sequence
from decimal import Decimal
from html import escape

import streamlit as st

from omnitrackiq.reporting.channels import ChannelRow, ChannelTable
from omnitrackiq.reporting.definitions import Metric
from omnitrackiq.reporting.formatting import metric_text
from omnitrackiq.reporting.metrics import METRICS
from omnitrackiq.reporting.text import plain

COLUMNS: Sequence[Metric] = tuple(
    METRICS[name]
    for name in (
        "spend",
        "attributed_revenue",
        "attributed_roas",
        "platform_roas",
        "cpa",
        "attributed_orders",
        "sessions",
    )
)


# A title on a heading is seen with a mouse only.
COLUMNS_HELP = "\n\n".join(f"**{plain(metric.label)}**: {plain(metric.help)}" for metric in COLUMNS)


def draw_channel_table(table: ChannelTable, currency: str) -> None:
    """Channels by attributed revenue with a bar for their share of it, then the totals of paid and of all channels."""
    head = "".join(f"<th scope='col' title='{escape(metric.help)}'>{escape(metric.label)}</th>" for metric in COLUMNS)
    largest = max((row.value(METRICS["attributed_revenue"]) or Decimal(0) for row in table.rows), default=Decimal(0))
    body = "".join(_row(row, currency, largest) for row in table.rows)
    totals = [_row(table.paid, currency, None)] if len(table.paid.figures) > 1 else []
    totals.append(_row(table.total, currency, None))
    st.html(
        "<div class='table-scroll' tabindex='0' role='region' aria-label='Channels'><table class='figures'>"
        f"<thead><tr><th scope='col'>Channel</th>{head}</tr></thead>"
        f"<tbody>{body}</tbody><tfoot>{''.join(totals)}</tfoot></table></div>"
    )


def _row(row: ChannelRow, currency: str, largest: Decimal | None) -> str:
    cells = "".join(_cell(row, metric, currency, largest) for metric in COLUMNS)
    return f"<tr data-channel='{escape(row.channel)}'><th scope='row'>{escape(row.label)}</th>{cells}</tr>"


def _cell(row: ChannelRow, metric: Metric, currency: str, largest: Decimal | None) -> str:
    value = row.value(metric) if _has_meaning(row, metric) else None
    text = escape(metric_text(metric, value, currency))
    if metric.name == "attributed_revenue" and largest and value and value > 0:
        share = f"{float(value / largest):.3f}"
        return f"<td data-metric='{metric.name}'>{text}<span class='bar' style='--share:{share}'></span></td>"
    return f"<td data-metric='{metric.name}'>{text}</td>"


def _has_meaning(row: ChannelRow, metric: Metric) -> bool:
    """Channels that cost nothing have no cost per order, and a return over all channels would mix free and paid."""
    if "spend" not in metric.measure.columns:
        return True
    if row.channel == "total":
        return metric.name == "spend"
    return bool(row.value(METRICS["spend"]))
