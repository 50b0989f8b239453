"""The BigQuery face of the Analytics twin: ``tables.list``, ``tables.get`` and ``tabledata.list`` of the export.

Every property has an export in the project ``PROJECT``, from the first visit that the market knows.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sandbox.context import SandboxContext
from sandbox.ga4.export_events import Event, ExportedEvents
from sandbox.ga4.export_schema import SCHEMA, row_writer, selected
from sandbox.ga4.export_tables import ExportTable, export_tables
from sandbox.ga4.visits import Visits
from sandbox.google_sign_in import TokenState, bearer_state
from sandbox.json_answer import JsonAnswer
from sandbox.market.model.brands import Property

PROJECT = "sandbox-analytics"
LARGEST_PAGE = 100_000
_HOME = "/bigquery/v2/projects/{project}/datasets/{dataset}/tables"
_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)

Answer = dict[str, Any]


class BigQueryError(Exception):
    """A refusal of the BigQuery API: HTTP status, reason, and a text."""

    def __init__(self, status: int, reason: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.reason = reason

    def response(self) -> JsonAnswer:
        errors = [{"message": str(self), "domain": "global", "reason": self.reason}]
        return JsonAnswer(
            {"error": {"code": self.status, "message": str(self), "errors": errors}}, status_code=self.status
        )


class ExportApi:
    """Request handlers over one sandbox."""

    def __init__(self, context: SandboxContext, visits_of: Callable[[str], Visits]) -> None:
        self._context = context
        self._visits_of = visits_of
        self._starts: dict[str, date] = {}
        self._anew: dict[str, dict[date, int]] = {}
        self._lost: dict[str, set[date]] = {}
        self._last: dict[str, tuple[ExportTable, list[Event]]] = {}

    def routes(self) -> list[BaseRoute]:
        return [
            Route(_HOME, self._guarded(self._list)),
            Route(f"{_HOME}/{{table}}", self._guarded(self._get)),
            Route(f"{_HOME}/{{table}}/data", self._guarded(self._data)),
            Route("/_sandbox/ga4/properties/{property_id}/export", self._set, methods=["POST"]),
        ]

    def _guarded(self, answer: Callable[[Request, Property], Answer]) -> Callable[..., Any]:
        async def handle(request: Request) -> Response:
            try:
                return JsonAnswer(answer(request, self._property(request)))
            except BigQueryError as error:
                return error.response()

        return handle

    async def _set(self, request: Request) -> Response:
        """Lets a day be ``delivered_anew`` as another table, or lets it ``expire``."""
        body, property_id = await request.json(), request.path_params["property_id"]
        if day := body.get("delivered_anew"):
            counts = self._anew.setdefault(property_id, {})
            counts[date.fromisoformat(day)] = counts.get(date.fromisoformat(day), 0) + 1
        if day := body.get("expire"):
            self._lost.setdefault(property_id, set()).add(date.fromisoformat(day))
        return JsonAnswer(body)

    def _list(self, request: Request, about: Property) -> Answer:
        tables = self._tables(about)
        start, size = _page(request, "1000")
        shown = tables[start : start + size]
        answer: Answer = {"kind": "bigquery#tableList", "totalItems": len(tables)}
        if shown:
            answer["tables"] = [self._listed(about, table) for table in shown]
        return answer | ({"nextPageToken": str(start + size)} if start + size < len(tables) else {})

    def _get(self, request: Request, about: Property) -> Answer:
        table = self._table(request, about)
        return {
            **self._listed(about, table),
            "kind": "bigquery#table",
            "schema": {"fields": SCHEMA},
            "numRows": str(len(self._events(about, table))),
            "lastModifiedTime": _milliseconds(table.modified_at),
        }

    def _data(self, request: Request, about: Property) -> Answer:
        events = self._events(about, self._table(request, about))
        start, size = _page(request, str(LARGEST_PAGE))
        wanted = [name for name in request.query_params.get("selectedFields", "").split(",") if name]
        write = row_writer(selected(SCHEMA, wanted))
        rows = [write(event) for event in events[start : start + size]]
        answer: Answer = {"kind": "bigquery#tableDataList", "totalRows": str(len(events))}
        if rows:
            answer["rows"] = rows
        return answer | ({"pageToken": str(start + size)} if start + size < len(events) else {})

    def _events(self, about: Property, table: ExportTable) -> list[Event]:
        """The table's rows; those of the last table asked for are kept, since pages of it follow."""
        kept = self._last.get(about.property_id)
        if kept is None or kept[0] != table:
            now = self._context.clock.now()
            exported = ExportedEvents(self._context.market, self._visits_of(about.workspace_id), about, now)
            kept = self._last[about.property_id] = (table, exported.of(table.day, table.modified_at))
        return kept[1]

    def _tables(self, about: Property) -> list[ExportTable]:
        now, lost = self._context.clock.now(), self._lost.get(about.property_id, set())
        anew = self._anew.get(about.property_id, {})
        found = export_tables(about.timezone, self._start(about), now, anew)
        return sorted((table for table in found if table.day not in lost), key=lambda table: table.name)

    def _start(self, about: Property) -> date:
        """The day of the first visit; today while there is none."""
        now, zone = self._context.clock.now(), ZoneInfo(about.timezone)
        if about.property_id not in self._starts:
            touches = self._context.market.touches(about.workspace_id, _BEGINNING, now)
            if not touches:
                return now.astimezone(zone).date()
            self._starts[about.property_id] = min(touch.at for touch in touches).astimezone(zone).date()
        return self._starts[about.property_id]

    def _table(self, request: Request, about: Property) -> ExportTable:
        name = request.path_params["table"]
        for table in self._tables(about):
            if table.name == name:
                return table
        raise BigQueryError(404, "notFound", f"Not found: Table {PROJECT}:{_dataset(about)}.{name}")

    def _listed(self, about: Property, table: ExportTable) -> Answer:
        reference = {"projectId": PROJECT, "datasetId": _dataset(about), "tableId": table.name}
        return {
            "kind": "bigquery#table",
            "id": f"{PROJECT}:{_dataset(about)}.{table.name}",
            "tableReference": reference,
            "type": "TABLE",
            "creationTime": _milliseconds(table.created_at),
        }

    def _property(self, request: Request) -> Property:
        """The property whose export is asked for, if the request's user may read it; raises BigQueryError."""
        state, workspace_id = bearer_state(self._context, request, "ga4")
        if state is not TokenState.GOOD or workspace_id is None:
            raise BigQueryError(401, "authError", "Request had invalid authentication credentials.")
        about = self._context.market.property(workspace_id)
        project, dataset = request.path_params["project"], request.path_params["dataset"]
        if project != PROJECT:
            raise BigQueryError(404, "notFound", f"Not found: Project {project}")
        if dataset != _dataset(about):
            raise BigQueryError(403, "accessDenied", f"Access Denied: Dataset {project}:{dataset}")
        return about


def _dataset(about: Property) -> str:
    return f"analytics_{about.property_id}"


def _page(request: Request, most: str) -> tuple[int, int]:
    """The first item of the page and how many items it may have."""
    parameters = request.query_params
    return int(parameters.get("pageToken", "0")), min(int(parameters.get("maxResults", most)), LARGEST_PAGE)


def _milliseconds(at: datetime) -> str:
    return str(round(at.timestamp() * 1000))
