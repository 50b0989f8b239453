"""How dbt finds the warehouse."""

from pathlib import Path

from omnitrackiq.warehouse.location import Warehouse
from orchestration.dbt import dbt_environment


def test_a_postgres_address_reaches_dbt_part_by_part(tmp_path: Path) -> None:
    url = "postgresql://loader:p%40ss@db.example:6543/shop?sslmode=verify-full&sslrootcert=/ca.pem&connect_timeout=3"
    variables = dbt_environment(Warehouse.parse(url, tmp_path))
    given = {name.removeprefix("OMNITRACKIQ_DBT_POSTGRES_"): value for name, value in variables.items()}
    assert given["HOST"] == "db.example"
    assert given["PORT"] == "6543"
    assert given["USER"] == "loader"
    assert given["PASSWORD"] == "p@ss"
    assert given["DATABASE"] == "shop"
    assert (given["PGSSLMODE"], given["PGSSLROOTCERT"], given["PGTZ"]) == ("verify-full", "/ca.pem", "UTC")
    assert "PGCONNECT_TIMEOUT" not in given


def test_what_the_address_leaves_open_stays_with_the_environment(tmp_path: Path) -> None:
    variables = dbt_environment(Warehouse.parse("postgresql://loader@db.example/shop", tmp_path))
    assert "PGSSLMODE" not in variables
    assert variables["OMNITRACKIQ_DBT_TARGET"] == "postgres"
