"""The history of published builds."""

from datetime import UTC, datetime, timedelta

from omnitrackiq.database import Database
from omnitrackiq.warehouse.builds import PublishedBuild, published_builds, record_build

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def build(workspace_id: str, number: int, orders: int = 3) -> PublishedBuild:
    name = f"build-{number}"
    return PublishedBuild(workspace_id, name, f"/published/{name}", {"orders": orders}, NOON + timedelta(hours=number))


def test_builds_are_listed_newest_first_per_workspace(database: Database) -> None:
    with database.writing() as session:
        for each in (build("acme", 1), build("acme", 3), build("bolt", 2), build("acme", 2)):
            record_build(session, each)
    with database.reading() as session:
        assert published_builds(session, "acme") == [build("acme", 3), build("acme", 2), build("acme", 1)]
        assert published_builds(session, "acme", limit=1) == [build("acme", 3)]
        assert published_builds(session, "bolt") == [build("bolt", 2)]


def test_a_build_recorded_again_after_a_kill_stands_once(database: Database) -> None:
    for orders in (3, 4):
        with database.writing() as session:
            record_build(session, build("acme", 1, orders))
    with database.reading() as session:
        assert published_builds(session, "acme") == [build("acme", 1, orders=4)]
