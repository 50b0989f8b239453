"""A workspace's figures as a table for the terminal."""

from zoneinfo import ZoneInfo

from rich.table import Table

from omnitrackiq.reporting.formatting import metric_text, span
from omnitrackiq.reporting.overview import read_overview
from omnitrackiq.reporting.overview_metrics import OVERVIEW_METRICS
from omnitrackiq.reporting.periods import compared_period, preset_period
from omnitrackiq.warehouse.readers import open_reader
from orchestration.installation import Installation


def kpi_table(installation: Installation, workspace_id: str) -> Table:
    """The last 30 days of a workspace against the 30 before, as published; raises NotPublishedError."""
    snapshot = open_reader(installation.warehouse, workspace_id).snapshot()
    publication = snapshot.publication
    today = installation.now().astimezone(ZoneInfo(publication.timezone)).date()
    period = preset_period("30d", today)
    overview = read_overview(snapshot, period, compared_period(period, "previous"))
    title = f"{publication.workspace_name} ({workspace_id}, {publication.currency}), {span(period)}"
    table = Table(title=title, title_justify="left", box=None)
    table.add_column("figure")
    table.add_column("value", justify="right")
    table.add_column("30 days before", justify="right")
    for metric in OVERVIEW_METRICS:
        kpi = overview.kpi(metric)
        table.add_row(
            metric.label,
            metric_text(metric, kpi.value, publication.currency),
            metric_text(metric, kpi.prior, publication.currency),
        )
    return table
