"""The environments of others' clients, as a fixture."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.clients.environments import prepare

ClientEnvironment = Callable[[str, Sequence[str]], Path]


@pytest.fixture(scope="session")
def client_environment() -> ClientEnvironment:
    """``client_environment(name, requirements)`` -> interpreter of that client's environment."""
    return prepare
