"""The pages there are: one list for the router, the guard and the navigation."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its path under /app (empty for the first one), script, title and icon."""

    path: str
    script: str
    title: str
    icon: str


PAGES = (Page("", "views/overview.py", "Overview", ":material/space_dashboard:"),)
