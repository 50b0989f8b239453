"""The ad platforms: what they cost, what they claim, and what orders say, in a table that one click narrows."""

from html import escape

import streamlit as st

from dashboards.ads_choice import address_of
from omnitrackiq.reporting.ad_platforms import (
    CLAIM_METRICS,
    CREDIT_METRICS,
    DELIVERY_METRICS,
    PLATFORM_METRICS,
    AdFigures,
    PlatformTable,
)
from omnitrackiq.reporting.definitions import Metric
from omnitrackiq.reporting.formatting import metric_text

_ARROWS = {"up": "↑", "down": "↓", "flat": ""}
_GROUPS = (("Delivery", DELIVERY_METRICS), ("What platforms claim", CLAIM_METRICS), ("What orders say", CREDIT_METRICS))


def draw_platform_table(table: PlatformTable, chosen: str | None, currency: str) -> None:
    """The platforms and their total; ``chosen`` is the one that is looked at."""
    groups = "".join(f"<th scope='colgroup' colspan='{len(metrics)}'>{escape(name)}</th>" for name, metrics in _GROUPS)
    head = "".join(_head(metric) for metric in PLATFORM_METRICS)
    body = "".join(_row(row, row.name, chosen, currency) for row in table.rows)
    st.html(
        "<div class='table-scroll' tabindex='0' role='region' aria-label='Ad platforms'>"
        f"<table class='figures platforms'><thead><tr class='groups'><td></td>{groups}</tr>"
        f"<tr><th scope='col'>Platform</th>{head}</tr></thead>"
        f"<tbody>{body}</tbody><tfoot>{_row(table.total, None, chosen, currency)}</tfoot></table></div>"
    )


def _head(metric: Metric) -> str:
    return f"<th scope='col' title='{escape(metric.help)}'{_beginning(metric)}>{escape(metric.label)}</th>"


def _row(row: AdFigures, platform: str | None, chosen: str | None, currency: str) -> str:
    current = " aria-current='true'" if platform and platform == chosen else ""
    link = f"<a href='{escape(address_of(platform))}' target='_self'{current}>{escape(row.label)}</a>"
    cells = "".join(_cell(row, metric, currency) for metric in PLATFORM_METRICS)
    return f"<tr data-platform='{escape(row.name)}'><th scope='row'>{link}</th>{cells}</tr>"


def _cell(row: AdFigures, metric: Metric, currency: str) -> str:
    moved, below = row.change(metric), ""
    if moved:
        text = f"{_ARROWS[moved.direction]} {moved.text}".strip()
        below = f"<span class='change' data-verdict='{moved.verdict}'>{escape(text)}</span>"
    text = escape(metric_text(metric, row.value(metric), currency))
    return f"<td data-metric='{metric.name}'{_beginning(metric)}><span class='value'>{text}</span>{below}</td>"


def _beginning(metric: Metric) -> str:
    return " class='group'" if any(metric is metrics[0] for _, metrics in _GROUPS[1:]) else ""
