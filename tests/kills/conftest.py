"""Installations on both engines, rehearsed once per module."""

from collections.abc import Iterator

import pytest

from tests.kills.installations import Homes, Victims, small_sandbox
from tests.kills.trial import Trials
from tests.postgres_server import postgres_server

__all__ = ["postgres_server"]


@pytest.fixture(scope="module", params=["duckdb", pytest.param("postgres", marks=pytest.mark.long)])
def trials(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trials]:
    """Trials on one engine; ``undisturbed`` says how a run goes that nobody kills."""
    server = request.getfixturevalue("postgres_server") if request.param == "postgres" else None
    victims = Victims()
    with small_sandbox() as sandbox:
        made = Trials(sandbox, Homes(tmp_path_factory.mktemp(request.param), sandbox, server), victims)
        made.rehearse()
        yield made
    victims.close()
