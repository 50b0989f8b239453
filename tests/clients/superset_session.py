"""Runs in Superset's environment: connects to a database, registers its marts, and draws a chart, all by REST.

``superset_session.py <sqlalchemy address>`` writes what Superset found as JSON.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

import flask_migrate
import superset
from superset.app import create_app

PASSWORD = os.environ["SUPERSET_SECRET"]
CHART = {
    "columns": ["date_day"],
    "metrics": [
        {
            "expressionType": "SIMPLE",
            "column": {"column_name": "net_revenue"},
            "aggregate": "SUM",
            "label": "Net revenue",
        }
    ],
    "orderby": [["date_day", True]],
    "row_limit": 1000,
}


def main() -> None:
    """One Superset from its first migration to a drawn chart."""
    app = create_app()
    with app.app_context():
        prepare()
    rest = Rest(app.test_client())
    database = rest.post("database/", database_name="marts", sqlalchemy_uri=sys.argv[1])["id"]
    tables = [each["value"] for each in rest.get(f"database/{database}/tables/?q=(schema_name:marts)")["result"]]
    datasets = {
        name: rest.post("dataset/", database=database, schema="marts", table_name=name)["id"] for name in tables
    }
    columns = {
        name: {each["column_name"]: each["description"] for each in rest.get(f"dataset/{number}")["result"]["columns"]}
        for name, number in datasets.items()
    }
    told = {"tables": tables, "columns": columns, "chart": draw(rest, datasets["overview_daily"])}
    sys.stdout.write(f"\n{json.dumps(told)}\n")


def prepare() -> None:
    """The metadata database with its roles and an administrator."""
    from superset.extensions import appbuilder, security_manager

    flask_migrate.upgrade(directory=str(Path(superset.__file__).parent / "migrations"))
    appbuilder.add_permissions(update_perms=True)
    security_manager.sync_role_definitions()
    role = security_manager.find_role("Admin")
    security_manager.add_user("admin", "A", "B", "admin@shop.example", role, password=PASSWORD)


def draw(rest: "Rest", dataset: int) -> list[dict[str, Any]]:
    """The rows of a saved line chart of net revenue per day."""
    source = {"id": dataset, "type": "table"}
    context = {
        "datasource": source,
        "queries": [CHART],
        "result_format": "json",
        "result_type": "full",
        "form_data": {"viz_type": "echarts_timeseries_line", "datasource": f"{dataset}__table"},
    }
    chart = rest.post(
        "chart/",
        slice_name="Net revenue",
        viz_type="echarts_timeseries_line",
        datasource_id=dataset,
        datasource_type="table",
        params=json.dumps({"viz_type": "echarts_timeseries_line"}),
        query_context=json.dumps(context),
    )["id"]
    rows: list[dict[str, Any]] = rest.get(f"chart/{chart}/data/")["result"][0]["data"]
    return rows


class Rest:
    """Superset's REST API as an administrator; an answer that is no success ends the session with its text."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._headers: dict[str, str] = {}
        login = self.post("security/login", username="admin", password=PASSWORD, provider="db")
        self._headers = {"Authorization": f"Bearer {login['access_token']}"}

    def post(self, path: str, **fields: Any) -> dict[str, Any]:
        return self._answer(self._client.post(f"/api/v1/{path}", json=fields, headers=self._headers))

    def get(self, path: str) -> dict[str, Any]:
        return self._answer(self._client.get(f"/api/v1/{path}", headers=self._headers))

    def _answer(self, response: Any) -> dict[str, Any]:
        if response.status_code >= 300:
            sys.exit(f"{response.request.path}: {response.status_code} {response.get_data(as_text=True)}")
        answer: dict[str, Any] = response.get_json()
        return answer


if __name__ == "__main__":
    main()
