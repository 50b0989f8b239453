"""What a page knows when it starts: whose data, as of when, and what the visitor chose to see."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from dashboards import serving
from dashboards.admission import admit
from omnitrackiq.warehouse.readers import MartSnapshot, Publication


@dataclass(frozen=True, slots=True)
class PageContext:
    """The published state of the visitor's workspace and the moment it is looked at (UTC)."""

    snapshot: MartSnapshot
    now: datetime
    today: date

    @property
    def publication(self) -> Publication:
        return self.snapshot.publication

    @property
    def currency(self) -> str:
        return self.snapshot.publication.currency


def page_context() -> PageContext:
    """The context of this run.

    ``today`` is the calendar day in the workspace's own zone. Raises NotPublishedError or UnreadablePublicationError,
    and NotAdmittedError where somebody has no business.
    """
    snapshot = serving.reader(serving.current().warehouse, admit().workspace_id).snapshot()
    now = datetime.now(UTC)
    return PageContext(snapshot, now, serving.today_in(snapshot.publication.timezone, now))
