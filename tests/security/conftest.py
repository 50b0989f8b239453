"""The installation that the security suites knock at."""

from tests.dashboards.entrance.conftest import door
from tests.omnitrackiq.conftest import sqlite_database
from tests.orchestration.conftest import cli, home

__all__ = ["cli", "door", "home", "sqlite_database"]
