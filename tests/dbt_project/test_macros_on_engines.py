"""Macros mean the same on DuckDB and PostgreSQL: each is called in a model, on both, and must give the same text."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pytest
import yaml

from omnitrackiq.warehouse.location import Warehouse
from orchestration.dbt import PROJECT_FOLDER, dbt_environment
from tests.dbt_project.dbt_runs import run_project
from tests.postgres_server import PostgresServer, postgres_server

__all__ = ["postgres_server"]

TIMES = "cast('2026-03-08 06:59:59+00' as timestamp with time zone)"
URL = "'https://Shop.Example/p?x=1&utm_id=42&utm_campaign=Fr%C3%BChling+%2B%20Sale%21&bad=%zz%C3&empty=&utm_term=%E6%98%A5#a'"

# macro call: the value as text
CASES: Mapping[str, str | None] = {
    f'local_date("{TIMES}", "\'America/New_York\'")': "2026-03-08",
    f'local_date("{TIMES}", "\'America/Los_Angeles\'")': "2026-03-07",
    f'local_date("{TIMES}", "\'Pacific/Kiritimati\'")': "2026-03-08",
    "add_days(\"cast('2026-02-28' as date)\", 1)": "2026-03-01",
    "add_days(\"cast('2026-03-01' as date)\", -1)": "2026-02-28",
    "round_half_even(\"cast('0.0000005' as decimal(38, 18))\")": "0.000000",
    "round_half_even(\"cast('0.0000015' as decimal(38, 18))\")": "0.000002",
    "round_half_even(\"cast('0.0000025' as decimal(38, 18))\")": "0.000002",
    "round_half_even(\"cast('-0.0000015' as decimal(38, 18))\")": "-0.000002",
    "round_half_even(\"cast('-0.0000025' as decimal(38, 18))\")": "-0.000002",
    "round_half_even(\"cast('0.000002500000000001' as decimal(38, 18))\")": "0.000003",
    "round_half_even(\"cast('0.000002499999999999' as decimal(38, 18))\")": "0.000002",
    'round_half_even("cast(null as decimal(38, 18))")': None,
    "convert_money(\"'999999999.99'\", \"cast('1.005000000001' as decimal(24, 12))\")": "1004999999.990950",
    "convert_money(\"'33.33'\", '1')": "33.330000",
    "convert_money(\"'33.33'\", \"cast('1.123456789012' as decimal(24, 12))\")": "37.444815",
    "convert_money(\"'1'\", 'cast(null as decimal(24, 12))')": None,
    'money("cast(null as decimal(18, 6))")': "0.000000",
    'count_of("cast(7 as decimal(38, 0))")': "7",
    "safe_divide('1', '0')": None,
    "safe_divide('1', '4')": "0.25",
    'json_text("cast(\'{\\"a\\": \\"b\\"}\' as json)", \'a\')': "b",
    "json_text(\"cast('{\\\"a\\\": 1.50}' as json)\", 'x')": None,
    f'url_parameter("{URL}", "utm_id")': "42",
    f'url_parameter("{URL}", "utm_campaign")': "Frühling + Sale!",
    f'url_parameter("{URL}", "utm_term")': "春",
    f'url_parameter("{URL}", "bad")': "%zz%C3",
    f'url_parameter("{URL}", "empty")': None,
    f'url_parameter("{URL}", "id")': None,
    'url_parameter("cast(null as text)", "id")': None,
    f'url_host("{URL}")': "shop.example",
    "url_host(\"'https://user:secret@WWW.Example.co.uk:8443?x'\")": "example.co.uk",
    "url_host(\"'android-app://com.google.android.gm/'\")": "com.google.android.gm",
    "url_host(\"'not a url'\")": None,
    "site_name(\"'l.facebook.com'\")": "facebook",
    "site_name(\"'google.co.uk'\")": "google",
    "site_name(\"'search.yahoo.co.jp'\")": "yahoo",
    "site_name(\"'t.co'\")": "t",
    "site_name(\"'newsletter'\")": None,
    "click_id_kind(\"'https://x.example/?gclid=1'\")": "gclid",
    "click_id_kind(\"'https://x.example/?fbclid=1&ttclid=2'\")": "ttclid",
    "click_id_kind(\"'https://x.example/?id=1'\")": None,
    "is_shopping_campaign(\"'workshop'\")": "false",
    "is_shopping_campaign(\"'My e-Shop'\")": "true",
    "is_paid_medium(\"'cpm'\")": "true",
    "is_paid_medium(\"'email'\")": "false",
}

DAYS = """
    select cast(day as date) as day
    from (select {{ each_day("cast('2026-02-27' as date)", "cast('2026-03-01' as date)") }} as day) as days
"""
RECORD = """
    select {{ json_record(['id', 'amount']) }} as record
    from (select 'a"b' as id, cast('1.50' as decimal(18, 2)) as amount) as given
"""

Results = dict[str, list[tuple[Any, ...]]]


def write_project(folder: Path) -> None:
    """A project whose models call the macros of the real one."""
    (folder / "models").mkdir()
    rows = [f"select {number} as number, cast({{{{ {call} }}}} as text) as result" for number, call in enumerate(CASES)]
    (folder / "models" / "results.sql").write_text("\nunion all\n".join(rows))
    (folder / "models" / "days.sql").write_text(DAYS)
    (folder / "models" / "record.sql").write_text(RECORD)
    project = {
        "name": "omnitrackiq",
        "profile": "omnitrackiq",
        "macro-paths": [str(PROJECT_FOLDER / "macros")],
        "models": {"+materialized": "table", "+schema": "results"},
    }
    (folder / "dbt_project.yml").write_text(yaml.safe_dump(project))


@pytest.fixture(scope="module", params=["duckdb", "postgres"])
def results(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, postgres_server: PostgresServer
) -> Results:
    """The rows of each model on one engine."""
    folder = tmp_path_factory.mktemp(request.param)
    write_project(folder)
    url = f"duckdb:///{folder / 'warehouse.duckdb'}" if request.param == "duckdb" else postgres_server.new_database()
    nodes = run_project(folder, ["run"], dbt_environment(Warehouse.parse(url, folder)))
    assert [(node.name, node.message) for node in nodes if node.status != "success"] == []
    queries = {name: f"select * from results.{name} order by 1" for name in ("results", "days", "record")}
    if request.param == "duckdb":
        with duckdb.connect(str(folder / "warehouse.duckdb")) as database:
            return {name: database.execute(query).fetchall() for name, query in queries.items()}
    with psycopg.connect(url) as session:
        return {name: session.execute(query).fetchall() for name, query in queries.items()}


@pytest.mark.parametrize("number", range(len(CASES)), ids=[call[:60] for call in CASES])
def test_a_macro_gives(results: Results, number: int) -> None:
    values: dict[int, str | None] = dict(results["results"])
    assert values[number] == list(CASES.values())[number]


def test_a_spine_has_every_day(results: Results) -> None:
    assert [str(day) for (day,) in results["days"]] == ["2026-02-27", "2026-02-28", "2026-03-01"]


def test_a_record_is_json(results: Results) -> None:
    ((record,),) = results["record"]
    assert yaml.safe_load(str(record)) == {"id": 'a"b', "amount": 1.5}
