"""What the tests of the models share: the project, parsed once."""

import pytest
from dbt.contracts.graph.manifest import Manifest

from tests.dbt_project.dbt_runs import parse_project


@pytest.fixture(scope="session")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Manifest:
    return parse_project(tmp_path_factory.mktemp("manifest"))
