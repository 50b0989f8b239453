"""Runs in an environment with nothing but DuckDB: opens a published file as a BI tool does and tells what it holds."""

import json
import sys

import duckdb

with duckdb.connect(sys.argv[1], read_only=True) as connection:
    tables = connection.execute(
        "select table_name, comment from duckdb_tables() where schema_name = 'marts' order by 1"
    ).fetchall()
    told = {
        "version": duckdb.__version__,
        "publication": connection.execute("select workspace_id, build_id from meta.publication").fetchall(),
        "comments": dict(tables),
        "rows": {name: connection.execute(f"select count(*) from marts.{name}").fetchall()[0][0] for name, _ in tables},
        "net_revenue": str(connection.execute("select sum(net_revenue) from marts.overview_daily").fetchall()[0][0]),
        "roas": connection.execute(
            "select comment from duckdb_columns() where table_name = 'overview_daily' and column_name = 'roas'"
        ).fetchall()[0][0],
    }
sys.stdout.write(json.dumps(told))
