"""The pages there are: one list for the router, the guard and the navigation."""

from dataclasses import dataclass
from typing import Literal

from omnitrackiq.accounts.permissions import Action

Subject = Literal["numbers", "portfolio", "workspace"]


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its path under /app (empty for the first), script, title, icon, and what its readers must be allowed.

    ``about`` says what it shows: the numbers of one workspace, those of all of the visitor's, or the workspace itself.
    """

    path: str
    script: str
    title: str
    icon: str
    action: Action
    about: Subject = "numbers"

    @property
    def needs_sign_in(self) -> bool:
        """Whether it makes sense only for somebody who is known."""
        return self.about != "numbers"

    @property
    def has_filters(self) -> bool:
        """Whether it shows a period."""
        return self.about != "workspace"


START = "start"
"""The path of the page where a workspace is set up."""

PAGES = (
    Page("", "views/overview.py", "Overview", ":material/space_dashboard:", "read_dashboards"),
    Page("ads", "views/ads.py", "Ads", ":material/ads_click:", "read_dashboards"),
    Page("portfolio", "views/portfolio.py", "Portfolio", ":material/grid_view:", "read_dashboards", "portfolio"),
    Page(START, "views/start.py", "Getting started", ":material/flag:", "connect", "workspace"),
    Page("connections", "views/connections.py", "Connections", ":material/cable:", "connect", "workspace"),
    Page("team", "views/team.py", "Team", ":material/group:", "manage_members", "workspace"),
    Page("settings", "views/settings.py", "Settings", ":material/tune:", "change_settings", "workspace"),
    Page("audit", "views/audit.py", "Audit log", ":material/history:", "read_audit_log", "workspace"),
)


def served_pages(people_sign_in: bool) -> tuple[Page, ...]:
    """The pages of a web process where people sign in, or of one that shows a workspace to this machine."""
    return tuple(page for page in PAGES if people_sign_in or not page.needs_sign_in)
