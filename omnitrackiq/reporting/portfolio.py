"""Several workspaces beside each other, each in its own currency; sums over them would mix currencies."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from omnitrackiq.reporting.freshness import SourceFreshness, read_freshness, whole_since
from omnitrackiq.reporting.metrics import METRICS
from omnitrackiq.reporting.overview import Kpi, read_known_days, read_overview
from omnitrackiq.reporting.periods import Period, comparable
from omnitrackiq.warehouse.readers import MartSnapshot

PORTFOLIO_METRICS = tuple(METRICS[name] for name in ("net_revenue", "ad_spend", "roas", "orders", "new_customer_cac"))


@dataclass(frozen=True, slots=True)
class PortfolioRow:
    """One workspace over the period: its figures, and the sources that need somebody's attention."""

    workspace_id: str
    name: str
    currency: str
    kpis: Sequence[Kpi]
    attention: Sequence[SourceFreshness]
    published_at: datetime


def read_portfolio_row(
    snapshot: MartSnapshot, period: Period, compared: Period | None, now: datetime, today: date
) -> PortfolioRow:
    """The row of the workspace that ``snapshot`` shows, as of ``now`` (aware), which is ``today`` in its zone.

    Nothing is compared where data of the workspace begins too late for it.
    """
    sources, known = read_freshness(snapshot, now), read_known_days(snapshot)
    since = whole_since(sources, known) if known else period.since
    overview = read_overview(snapshot, period, comparable(compared, since), today)
    publication = snapshot.publication
    return PortfolioRow(
        workspace_id=publication.workspace_id,
        name=publication.workspace_name,
        currency=publication.currency,
        kpis=[overview.kpi(metric) for metric in PORTFOLIO_METRICS],
        attention=[each for each in sources if each.state in ("late", "broken")],
        published_at=publication.published_at,
    )
