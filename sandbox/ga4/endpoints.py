"""The HTTP face of the Analytics twin: reports, batches, metadata and compatibility."""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sandbox.context import SandboxContext
from sandbox.ga4.dates import date_ranges
from sandbox.ga4.failures import FOREIGN_PROPERTY, SIGN_IN_FAULT, DataApiError, bad_request
from sandbox.ga4.fields import DIMENSIONS, METRICS
from sandbox.ga4.filters import fields_of
from sandbox.ga4.honesty import Honesty
from sandbox.ga4.measurements import Measured
from sandbox.ga4.parts import parts_for
from sandbox.ga4.quota import QuotaBook, price
from sandbox.ga4.replay import Recording
from sandbox.ga4.report import DEFAULT_ROWS, read_request, run
from sandbox.ga4.visits import Visits
from sandbox.google_sign_in import TokenState, bearer_state
from sandbox.json_answer import JsonAnswer
from sandbox.market.model.brands import Property

MOST_REPORTS = 5
COMMON_PROPERTY = "0"

Body = Mapping[str, Any]


class Endpoints:
    """Request handlers over one sandbox."""

    def __init__(self, context: SandboxContext, visits_of: Callable[[str], Visits]) -> None:
        self._context = context
        self._visits_of = visits_of
        self._quotas = QuotaBook()
        self._honesty: dict[str, Honesty] = {}
        self._measured: dict[str, Measured] = {}
        self._recording = Recording.read(context.replay) if context.replay else None

    def routes(self) -> list[BaseRoute]:
        home = "/v1beta/properties/{property_id}"
        return [
            Route(f"{home}:runReport", self._guarded(self._run_report), methods=["POST"]),
            Route(f"{home}:batchRunReports", self._guarded(self._batch), methods=["POST"]),
            Route(f"{home}:checkCompatibility", self._guarded(self._check_compatibility), methods=["POST"]),
            Route(f"{home}/metadata", self._guarded(self._metadata)),
            Route("/_sandbox/ga4/properties/{property_id}", self._set, methods=["POST"]),
        ]

    def _guarded(self, answer: Callable[[Request, str, Body], dict[str, Any]]) -> Callable[..., Any]:
        async def handle(request: Request) -> Response:
            try:
                body = _decoded(await request.body())
                return JsonAnswer(answer(request, request.path_params["property_id"], body))
            except DataApiError as error:
                return error.response()

        return handle

    def _run_report(self, request: Request, property_id: str, body: Body) -> dict[str, Any]:
        if self._recording:
            return _recorded(self._recording, body, self._context.clock.now())
        about = self._property(request, property_id)
        now = self._context.clock.now()
        report = read_request(body, _today(about, now))
        measured = self._measured_of(about)
        asked = (*report.dimensions, *fields_of(body.get("dimensionFilter")))
        answer = run(
            report,
            lambda period: parts_for(asked, iter(measured.in_period(period, now))),
            self._honesty.get(property_id, Honesty()),
        )
        quota = self._quotas.of(property_id).charge(price(report.days, answer.get("rowCount", 0)), now)
        answer["metadata"] = {
            "currencyCode": about.currency,
            "timeZone": about.timezone,
            **answer.get("metadata", {}),
        }
        if body.get("returnPropertyQuota"):
            answer["propertyQuota"] = quota
        return {**answer, "kind": "analyticsData#runReport"}

    def _measured_of(self, about: Property) -> Measured:
        visits = self._visits_of(about.workspace_id)
        return self._measured.setdefault(about.property_id, Measured(self._context.market, visits, about))

    async def _set(self, request: Request) -> Response:
        """What is ``left`` of a property's quotas, and its ways of ``honesty``; only what is named changes."""
        body, property_id = await request.json(), request.path_params["property_id"]
        self._quotas.of(property_id).set_left(body.get("left", {}), self._context.clock.now())
        if "honesty" in body:
            self._honesty[property_id] = Honesty(**body["honesty"])
        return JsonAnswer(body)

    def _batch(self, request: Request, property_id: str, body: Body) -> dict[str, Any]:
        members = body.get("requests", [])
        if len(members) > MOST_REPORTS:
            raise bad_request(f"Batch requests are limited to {MOST_REPORTS} requests.")
        for member in members:
            if member.get("property", f"properties/{property_id}") != f"properties/{property_id}":
                raise bad_request("All requests in a batch must have the property of the batch, or none.")
        return {
            "reports": [self._run_report(request, property_id, member) for member in members],
            "kind": "analyticsData#batchRunReports",
        }

    def _metadata(self, request: Request, property_id: str, _: Body) -> dict[str, Any]:
        if property_id != COMMON_PROPERTY and not self._recording:
            self._property(request, property_id)
        return {
            "name": f"properties/{property_id}/metadata",
            "dimensions": [_described(field) for field in DIMENSIONS.values()],
            "metrics": [{**_described(field), "type": field.type} for field in METRICS.values()],
        }

    def _check_compatibility(self, request: Request, property_id: str, body: Body) -> dict[str, Any]:
        """Every field that the twin knows goes with every other, so only ``INCOMPATIBLE`` leaves anything out."""
        about = self._property(request, property_id)
        ranges = [{"startDate": "today", "endDate": "today"}]
        read_request({**body, "dateRanges": ranges}, _today(about, self._context.clock.now()))
        if body.get("compatibilityFilter") in ("INCOMPATIBLE", 2):
            return {}
        return {
            "dimensionCompatibilities": [
                {"dimensionMetadata": _described(field), "compatibility": "COMPATIBLE"} for field in DIMENSIONS.values()
            ],
            "metricCompatibilities": [
                {"metricMetadata": {**_described(field), "type": field.type}, "compatibility": "COMPATIBLE"}
                for field in METRICS.values()
            ],
        }

    def _property(self, request: Request, property_id: str) -> Property:
        """The property, if the request's user may view it; raises DataApiError."""
        state, workspace_id = bearer_state(self._context, request, "ga4")
        if state is not TokenState.GOOD or workspace_id is None:
            raise DataApiError(401, SIGN_IN_FAULT)
        about = self._context.market.property(workspace_id)
        if about.property_id != property_id:
            raise DataApiError(403, FOREIGN_PROPERTY)
        return about


def _recorded(recording: Recording, body: Body, now: datetime) -> dict[str, Any]:
    asked = [item.get("name", "") for item in body.get("dimensions", [])]
    ranges = date_ranges(list(body.get("dateRanges", [])), now.date())
    answer = recording.answer(asked, ranges, int(body.get("offset", 0)), int(body.get("limit", DEFAULT_ROWS)))
    return {**answer, "metadata": recording.metadata, "kind": "analyticsData#runReport"}


def _decoded(body: bytes) -> Body:
    try:
        content = json.loads(body or b"{}")
    except ValueError as error:
        raise bad_request("Invalid JSON payload received.") from error
    if not isinstance(content, dict):
        raise bad_request("Invalid JSON payload received.")
    return content


def _today(about: Property, now: datetime) -> date:
    return now.astimezone(ZoneInfo(about.timezone)).date()


def _described(field: Any) -> dict[str, Any]:
    return {"apiName": field.name, "uiName": field.label, "category": field.category, "description": field.label}
