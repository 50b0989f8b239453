"""Control databases for tests, on both engines."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from omnitrackiq.accounts.encryption import SecretBox
from omnitrackiq.database import Database, open_database
from omnitrackiq.migrations.upgrading import migrate
from tests.postgres_server import PostgresServer, postgres_server, postgres_url

__all__ = ["postgres_server", "postgres_url"]


@pytest.fixture(params=["sqlite", "postgres"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty control database, once per engine."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'control.sqlite'}"
    server: PostgresServer = request.getfixturevalue("postgres_server")
    return server.new_database()


@pytest.fixture
def database(empty_database_url: str) -> Iterator[Database]:
    """A control database of this release, once per engine."""
    migrate(empty_database_url)
    database = open_database(empty_database_url)
    yield database
    database.close()


@pytest.fixture
def sqlite_database(tmp_path: Path) -> Iterator[Database]:
    """A control database of this release on SQLite, for what does not depend on the engine."""
    url = f"sqlite:///{tmp_path / 'control.sqlite'}"
    migrate(url)
    database = open_database(url)
    yield database
    database.close()


@pytest.fixture
def box() -> SecretBox:
    """A box with one key."""
    return SecretBox([Fernet.generate_key().decode()])
