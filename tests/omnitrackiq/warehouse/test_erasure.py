"""A workspace is erased from every table of a warehouse on PostgreSQL, and from files that are not there."""

from pathlib import Path

import psycopg
import pytest

from omnitrackiq.warehouse.erasure import erase_workspace
from omnitrackiq.warehouse.errors import WarehouseError
from omnitrackiq.warehouse.identifiers import InvalidNameError
from omnitrackiq.warehouse.location import Warehouse


def test_on_postgres_every_schema_is_searched(postgres_url: str, tmp_path: Path) -> None:
    warehouse = Warehouse.parse(postgres_url, tmp_path)
    with psycopg.connect(postgres_url, autocommit=True) as session:
        session.execute("create schema raw_x; create schema marts")
        session.execute("create table raw_x.orders (workspace_id text, n int) partition by list (workspace_id)")
        session.execute("create table raw_x.orders_rest partition of raw_x.orders default")
        session.execute('create table marts."Odd ""name""" (workspace_id text primary key)')
        session.execute("create table marts.elsewhere (id int)")
        session.execute("create view marts.seen as select * from raw_x.orders")
        session.execute("insert into raw_x.orders values ('mine', 1), ('mine', 2), ('theirs', 3)")
        session.execute('insert into marts."Odd ""name""" values (\'mine\'), (\'theirs\')')
        session.execute("insert into marts.elsewhere values (1)")
        assert erase_workspace(warehouse, "mine") == 3
        assert erase_workspace(warehouse, "mine") == 0
        assert session.execute("select workspace_id, n from marts.seen").fetchall() == [("theirs", 3)]
        assert session.execute('select * from marts."Odd ""name"""').fetchall() == [("theirs",)]
        assert session.execute("select count(*) from marts.elsewhere").fetchone() == (1,)


def test_nothing_there_is_nothing_to_do(tmp_path: Path) -> None:
    assert erase_workspace(Warehouse.parse(f"duckdb:///{tmp_path}/w.duckdb", tmp_path), "mine") == 0


def test_a_lake_says_that_it_cannot(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="lake"):
        erase_workspace(Warehouse.parse("spark://host:10000", tmp_path), "mine")


@pytest.mark.parametrize("workspace_id", ["..", "../../etc", "", "a' or 1=1 --"])
def test_only_ids_are_erased(tmp_path: Path, workspace_id: str) -> None:
    with pytest.raises(InvalidNameError):
        erase_workspace(Warehouse.parse(f"duckdb:///{tmp_path}/w.duckdb", tmp_path), workspace_id)
