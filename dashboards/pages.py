"""The pages there are: one list for the router, the guard and the navigation."""

from dataclasses import dataclass

from omnitrackiq.accounts.permissions import Action


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its path under /app (empty for the first), script, title, icon, and what its readers must be allowed."""

    path: str
    script: str
    title: str
    icon: str
    action: Action


PAGES = (Page("", "views/overview.py", "Overview", ":material/space_dashboard:", "read_dashboards"),)
