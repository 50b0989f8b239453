"""The nodes and edges of the Graph API that this twin answers, for one call at a time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sandbox.context import SandboxContext
from sandbox.facebook_ads import catalog, fields, filtering, insights, objects
from sandbox.facebook_ads.account_view import AccountView
from sandbox.facebook_ads.call import Call
from sandbox.facebook_ads.catalog import PLATFORM
from sandbox.facebook_ads.errors import (
    bad_parameter,
    forbidden_account,
    too_much_data,
    unknown_object,
    unknown_path,
)
from sandbox.facebook_ads.open_reports import OpenReports
from sandbox.facebook_ads.paging import DEFAULT_LIMIT, LARGEST_LIMIT, page
from sandbox.facebook_ads.report_runs import Run, Runs
from sandbox.market.model.ads import Ad, AdAccount, AdSet, Campaign

Node = tuple[str, AccountView, Campaign | AdSet | Ad | None]
KNOWN: Mapping[str, tuple[frozenset[str], str]] = {
    "account": (catalog.ACCOUNT, "AdAccount"),
    "campaign": (catalog.CAMPAIGN, "Campaign"),
    "adset": (catalog.AD_SET, "AdSet"),
    "ad": (catalog.AD, "Adgroup"),
    "creative": (catalog.CREATIVE, "AdCreative"),
}


class Graph:
    """Answers calls from the market as of the sandbox's now, within one workspace."""

    def __init__(self, context: SandboxContext) -> None:
        self._context = context
        self._runs = Runs()
        self._reports = OpenReports()

    def answer(self, workspace_id: str, call: Call) -> tuple[dict[str, Any], str | None]:
        """The body and the account that the call counts on; raises GraphError."""
        match call.path:
            case ("me",):
                return self._select({"id": f"10{workspace_id}", "name": workspace_id}, call, catalog.USER, "User"), None
            case ("me", "adaccounts"):
                return self._accounts(workspace_id, call), None
            case (node_id,) if run := self._run(workspace_id, node_id):
                longest = self._context.capacity.meta_run_days
                ends = longest is None or run.days <= longest
                return run.look(self._context.clock.now(), ends=ends), run.account_id
            case (node_id, "insights") if run := self._run(workspace_id, node_id):
                return self._read_run(run, call), run.account_id
            case (node_id,):
                node = self._node(workspace_id, node_id)
                return self._render(call, node[0])(self._record(node)), node[1].account.account_id
            case (node_id, edge):
                node = self._node(workspace_id, node_id)
                return self._edge(workspace_id, node, edge, call), node[1].account.account_id
            case _:
                raise unknown_path()

    def _view(self, account: AdAccount) -> AccountView:
        return AccountView(self._context.market, account, self._context.clock.now())

    def _visible_accounts(self, workspace_id: str) -> list[AdAccount]:
        now = self._context.clock.now()
        accounts = self._context.market.ad_accounts(workspace_id, PLATFORM)
        return [account for account in accounts if account.created_at <= now]

    def _accounts(self, workspace_id: str, call: Call) -> dict[str, Any]:
        accounts = sorted(self._visible_accounts(workspace_id), key=lambda account: account.account_id)
        render = self._render(call, "account")
        return page(
            call,
            accounts,
            lambda account: (account.account_id,),
            lambda account: render(self._account_record(self._view(account))),
        )

    def _account_record(self, view: AccountView) -> dict[str, Any]:
        since = view.account.created_at.date()
        days = view.market.ad_days(view.account.account_id, since, insights.today(view), view.now)
        return objects.account(view.account, sum((day.spend for day in days), Decimal(0)), view.now)

    def _node(self, workspace_id: str, node_id: str) -> Node:
        if node_id.startswith("act_"):
            account = self._context.market.ad_account(PLATFORM, node_id.removeprefix("act_"))
            if account is None:
                raise unknown_object(node_id)
            if account.workspace_id != workspace_id:
                raise forbidden_account()
            return "account", self._view(account), None
        for account in self._visible_accounts(workspace_id):
            view = self._view(account)
            kinds: tuple[tuple[str, Mapping[str, Campaign | AdSet | Ad]], ...] = (
                ("campaign", view.campaigns),
                ("adset", view.ad_sets),
                ("ad", view.ads),
            )
            for kind, records in kinds:
                if record := records.get(node_id):
                    return kind, view, record
        raise unknown_object(node_id)

    def _record(self, node: Node) -> dict[str, Any]:
        _, view, record = node
        if isinstance(record, Campaign):
            return view.campaign(record)
        if isinstance(record, AdSet):
            return view.ad_set(record)
        return view.ad(record) if isinstance(record, Ad) else self._account_record(view)

    def _render(self, call: Call, kind: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
        known, name = KNOWN[kind]
        return lambda record: self._select(record, call, known, name)

    def _select(self, record: dict[str, Any], call: Call, known: frozenset[str], name: str) -> dict[str, Any]:
        return fields.select(record, fields.parse(call.params.get("fields", "id")), known, name)

    def _edge(self, workspace_id: str, node: Node, edge: str, call: Call) -> dict[str, Any]:
        kind, view, record = node
        largest = self._context.capacity.meta_page.get(edge, LARGEST_LIMIT)
        if call.method == "GET" and call.whole("limit", DEFAULT_LIMIT) > largest:
            raise too_much_data()
        if edge == "insights":
            scope = (kind, objects.identity(record) if record else view.account.account_id)
            if call.method == "POST":
                return self._start_run(workspace_id, view, scope, call)
            return self._insights(view, scope, call)
        lists: dict[str, tuple[str, Sequence[Campaign | AdSet | Ad], Callable[[Any], dict[str, Any]]]] = {
            "campaigns": ("campaign", list(view.campaigns.values()), view.campaign),
            "adsets": ("adset", list(view.ad_sets.values()), view.ad_set),
            "ads": ("ad", list(view.ads.values()), view.ad),
            "adcreatives": ("creative", list(view.ads.values()), view.creative),
        }
        if edge not in lists or (edge == "campaigns" and kind != "account"):
            raise unknown_path()
        listed, records, build = lists[edge]
        render = self._render(call, listed)
        shown = [found for found in records if self._below(found, record) and self._shown(view, found, call, listed)]
        return page(
            call,
            sorted(shown, key=objects.identity),
            lambda found: (objects.identity(found),),
            lambda found: render(build(found)),
        )

    def _below(self, found: Campaign | AdSet | Ad, parent: Campaign | AdSet | Ad | None) -> bool:
        if parent is None:
            return True
        own = (found.campaign_id, getattr(found, "ad_set_id", None), getattr(found, "ad_id", None))
        return objects.identity(parent) in own

    def _shown(self, view: AccountView, found: Campaign | AdSet | Ad, call: Call, kind: str) -> bool:
        conditions = filtering.conditions(call.json("filtering"))
        effective = view.effective_status(found)
        since = call.params.get("updated_since")
        if since and int(since) > objects.updated_at(found, view.now).timestamp():
            return False
        if kind != "creative" and not filtering.visible(effective, call.texts("effective_status"), conditions):
            return False
        return all(
            condition.holds(filtering.attribute(found, condition.field, effective, view.now))
            for condition in conditions
        )

    def _insights(self, view: AccountView, scope: tuple[str, str], call: Call) -> dict[str, Any]:
        asked = insights.query(call, scope, insights.today(view))
        report = self._reports.rows(scope, call, lambda: insights.rows(view, asked))
        plain = replace(call, params={name: text for name, text in call.params.items() if name != "summary"})
        body = page(plain, report, lambda row: row.key, lambda row: insights.render(row, asked))
        if call.flag("default_summary") or call.texts("summary"):
            body["summary"] = insights.summary(report, asked)
        return body

    def _start_run(self, workspace_id: str, view: AccountView, scope: tuple[str, str], call: Call) -> dict[str, Any]:
        asked = insights.query(call, scope, insights.today(view))
        period = (asked.ranges[0].since.isoformat(), asked.ranges[-1].until.isoformat())
        run = self._runs.start(workspace_id, view.account.account_id, scope, call, period, view.now)
        return {"report_run_id": run.run_id}

    def _run(self, workspace_id: str, run_id: str) -> Run | None:
        run = self._runs.find(run_id)
        return run if run and run.workspace_id == workspace_id else None

    def _read_run(self, run: Run, call: Call) -> dict[str, Any]:
        if not run.complete:
            raise bad_parameter(
                "Cannot include fields in summary param because they weren't there while creating the report run."
            )
        account = self._context.market.ad_account(PLATFORM, run.account_id)
        if account is None:
            raise unknown_object(run.run_id)
        paging = {
            name: call.params[name] for name in ("limit", "after", "before", "access_token") if name in call.params
        }
        params = {**run.asked.params, **paging}
        return self._insights(self._view(account), run.scope, replace(call, params=params))
