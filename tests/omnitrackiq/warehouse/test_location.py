"""The warehouse's address is understood once, and what is wrong with it is said in one sentence."""

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from omnitrackiq.warehouse.errors import WarehouseAddressError, WarehouseBusyError, WarehouseError
from omnitrackiq.warehouse.location import PostgresAddress, Warehouse

HOLDER = "import duckdb, sys; held = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"


def test_duckdb_paths_become_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    relative = Warehouse.parse("duckdb:///data/w.duckdb", Path("home"))
    absolute = Warehouse.parse(f"duckdb:///{tmp_path}/data/w.duckdb", tmp_path / "home")
    assert relative == absolute
    assert relative.path == tmp_path / "data" / "w.duckdb"
    assert relative.home == tmp_path / "home"
    assert Warehouse.parse(relative.url, relative.home) == relative


@pytest.mark.parametrize("url", ["postgresql://u:p%40ss@h:5433/d", "postgres://u:p%40ss@h:5433/d"])
def test_postgres_addresses_have_their_parts(url: str, tmp_path: Path) -> None:
    warehouse = Warehouse.parse(url, tmp_path)
    assert warehouse.engine == "postgres"
    assert warehouse.postgres_address() == PostgresAddress("h", 5433, "u", "d", "p@ss")
    assert "p@ss" not in repr(warehouse) + repr(warehouse.postgres_address())
    assert "p%40ss" not in repr(warehouse)


def test_a_postgres_port_and_options_may_be_left_out_or_given(tmp_path: Path) -> None:
    address = Warehouse.parse("postgresql+psycopg://u@h/d?sslmode=require", tmp_path).postgres_address()
    assert (address.port, address.password, address.options) == (5432, "", (("sslmode", "require"),))


def test_spark_is_known(tmp_path: Path) -> None:
    warehouse = Warehouse.parse("spark://h:10000", tmp_path)
    assert (warehouse.engine, warehouse.path) == ("spark", None)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "warehouse.duckdb",
        "mysql://u:canary@h/d",
        "duckdb://w.duckdb",
        "duckdb:///",
        "duckdb:///folder/",
        "duckdb:///:memory:",
        "duckdb:///md:cloud",
        "duckdb:///w.duckdb?threads=4",
        "postgresql://u:canary@h",
        "postgresql://h/d",
        "postgresql://u:canary@h:port/d",
        "spark://",
    ],
)
def test_an_address_that_cannot_be_meant_is_refused_without_repeating_it(url: str, tmp_path: Path) -> None:
    with pytest.raises(WarehouseAddressError) as refusal:
        Warehouse.parse(url, tmp_path)
    assert "canary" not in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_the_writer_makes_the_file_and_its_folder(tmp_path: Path) -> None:
    warehouse = Warehouse.parse(f"duckdb:///{tmp_path}/a/b/w.duckdb", tmp_path)
    connection = warehouse.connect_read_write()
    connection.execute("create table t as select 1 as n")
    connection.close()
    assert warehouse.path is not None
    with duckdb.connect(str(warehouse.path), read_only=True) as reader:
        assert reader.execute("select n from t").fetchall() == [(1,)]


def test_a_warehouse_in_use_names_the_process_that_holds_it(tmp_path: Path) -> None:
    warehouse = Warehouse.parse(f"duckdb:///{tmp_path}/locks/w.duckdb", tmp_path)
    warehouse.connect_read_write().close()
    command = [sys.executable, "-c", HOLDER, str(warehouse.path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"open\n"
        for asks in (warehouse.connect_read_write, warehouse.check):
            with pytest.raises(WarehouseBusyError, match=f"process {holder.pid}") as refusal:
                asks()
            assert "\n" not in str(refusal.value)
        holder.kill()
    warehouse.connect_read_write().close()


def test_a_file_that_is_no_warehouse_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "locks.duckdb").write_bytes(b"this is not a database " * 500)
    warehouse = Warehouse.parse(f"duckdb:///{tmp_path}/locks.duckdb", tmp_path)
    with pytest.raises(WarehouseError, match="not a valid DuckDB database") as refusal:
        warehouse.connect_read_write()
    assert not isinstance(refusal.value, WarehouseBusyError)
    assert "\n" not in str(refusal.value)


def test_checking_makes_no_file(tmp_path: Path) -> None:
    warehouse = Warehouse.parse(f"duckdb:///{tmp_path}/w.duckdb", tmp_path)
    warehouse.check()
    assert list(tmp_path.iterdir()) == []


def test_a_postgres_warehouse_answers_or_says_why_not(postgres_url: str, tmp_path: Path) -> None:
    Warehouse.parse(postgres_url, tmp_path).check()
    with pytest.raises(WarehouseError, match=r"127\.0\.0\.1:1 does not answer") as refusal:
        Warehouse.parse("postgresql://u:canary@127.0.0.1:1/d", tmp_path).check()
    assert "canary" not in str(refusal.value)


def test_raw_schemas_are_named_for_their_source() -> None:
    assert Warehouse.raw_schema("shopify") == "raw_shopify"
