"""The permission matrix cell by cell, both ways, over pages, deeds, routes, API tokens and commands.

Whatever is new and has no entry in ``permission_table`` fails.
"""

import ast
import json
from pathlib import Path
from typing import Any, get_args

import pytest
from starlette.routing import BaseRoute, Mount, Route

from dashboards.admission import NotAdmittedError, admit_browser
from dashboards.cookies import session_cookie
from dashboards.form_guard import TOKEN_FIELD
from dashboards.pages import PAGES, served_pages
from dashboards.routes import routes
from dashboards.web import routes_with_sign_in
from omnitrackiq.accounts import api_tokens
from omnitrackiq.accounts.api_tokens import create_token, token_can
from omnitrackiq.accounts.audit import audit_events
from omnitrackiq.accounts.connections import add_connection
from omnitrackiq.accounts.demo_workspace import make_demo
from omnitrackiq.accounts.memberships import change_role
from omnitrackiq.accounts.people_tables import BillingAccountRow
from omnitrackiq.accounts.permissions import Action
from omnitrackiq.accounts.privacy_calls import PrivacyCall
from omnitrackiq.accounts.privacy_requests import keep_answer, list_requests, receive
from omnitrackiq.accounts.tables import WorkspaceRow
from omnitrackiq.accounts.users import User
from omnitrackiq.database import Database, open_database
from omnitrackiq.warehouse.location import Warehouse
from orchestration.cli import COMMANDS
from tests.dashboards.entrance.conftest import Door
from tests.dashboards.entrance.test_gate import enter
from tests.omnitrackiq.accounts.people import NOW, OPERATOR, workspace
from tests.orchestration.conftest import Cli
from tests.security import permission_table as table
from tests.security.conftest import BOX

DASHBOARDS = Path(__file__).parents[2] / "dashboards"
WHO = ("owner", "admin", "member", "stranger")


@pytest.fixture
def people(door: Door) -> dict[str, User]:
    """A member of ``brand`` in each role, and the owner of another workspace."""
    users = workspace(door.database, owner="owner", admin="admin", member="member")
    return users | workspace(door.database, "other", stranger="owner")


@pytest.fixture
def answer(door: Door, people: dict[str, User], served_warehouse: Warehouse) -> str:
    """The id of an answer to a customer of ``brand`` that can be handed over."""
    with door.database.writing() as session:
        add_connection(
            session,
            BOX,
            workspace_id="brand",
            source="shopify",
            config={"shop": "brand.myshopify.com"},
            secrets={"access_token": "x"},
            now=NOW,
            status="active",
        )
        receive(
            session, BOX, PrivacyCall("customers/data_request", "brand.myshopify.com", "d"), webhook_id="w", now=NOW
        )
        (request,) = list_requests(session, "brand")
        keep_answer(session, BOX, request, '{"stored": {}}')
    return request.request_id


def may(who: str, action: str) -> bool:
    return who in table.ROLES[action]


def test_the_table_names_every_action() -> None:
    assert table.ROLES.keys() == set(get_args(Action))
    asked = {*table.PAGES.values(), *table.DEEDS.values(), *table.ROUTES.values()} - {table.PUBLIC, table.SIGNED_IN}
    assert asked <= table.ROLES.keys()


@pytest.mark.parametrize("who", WHO)
def test_every_action_in_every_role(door: Door, people: dict[str, User], who: str) -> None:
    """What every page and every deed asks anew on each run."""
    with door.database.writing() as session:
        owner = BillingAccountRow(
            billing_account_id="ba-1", owner_user_id=people["owner"].user_id, plan="pro", created_at=NOW
        )
        session.add(owner)
        session.flush()
        session.get_one(WorkspaceRow, "brand").billing_account_id = "ba-1"
    enter(door, people[who])
    cookies = {session_cookie(door.desk): door.client.cookies[session_cookie(door.desk)]}
    for action in get_args(Action):
        if may(who, action):
            assert admit_browser(door.desk, cookies, ["brand"], action).workspace_id == "brand"
            with pytest.raises(NotAdmittedError):
                admit_browser(door.desk, cookies, ["other"], action)
        else:
            with pytest.raises(NotAdmittedError):
                admit_browser(door.desk, cookies, ["brand"], action)
    with pytest.raises(NotAdmittedError):
        admit_browser(door.desk, {}, ["brand"], "read_dashboards")


def test_every_page_is_in_the_table() -> None:
    assert {page.path: page.action for page in PAGES} == table.PAGES


@pytest.mark.parametrize("who", WHO)
def test_a_page_opens_for_the_roles_of_the_table_and_is_unknown_to_others(
    door: Door, people: dict[str, User], who: str
) -> None:
    enter(door, people[who])
    answers = {path: door.client.get(f"/app/{path}?w=brand").status_code for path in table.PAGES}
    assert answers == {path: 200 if may(who, action) else 404 for path, action in table.PAGES.items()}


@pytest.mark.parametrize("who", WHO)
def test_in_the_demo_everybody_reads_and_nobody_does_more(
    door: Door, people: dict[str, User], answer: str, who: str
) -> None:
    with door.database.writing() as session:
        make_demo(session, "brand", actor=OPERATOR, now=NOW)
    enter(door, people[who])
    for path, action in table.PAGES.items():
        assert door.client.get(f"/app/{path}?w=brand").status_code == (200 if action == "read_dashboards" else 404)
    for (method, path), asked in table.ROUTES.items():
        if asked in table.ROLES:
            assert ask(door, method, path, answer).status_code == 404, path


def test_without_sign_in_there_are_numbers_only() -> None:
    assert {page.action for page in served_pages(False)} == {"read_dashboards"}
    assert not any(page.needs_sign_in for page in served_pages(False))


def test_every_deed_on_a_page_is_in_the_table() -> None:
    found = {}
    for path in sorted(DASHBOARDS.rglob("*.py")):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(function, ast.FunctionDef) or function.name == "act":
                continue
            for call in ast.walk(function):
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "act":
                    asked = call.args[0]
                    assert isinstance(asked, ast.Constant), f"{path}: {function.name} does not say what it asks for"
                    found[str(path.relative_to(DASHBOARDS)), function.name] = asked.value
    assert found == table.DEEDS


def test_pages_change_the_database_by_deeds_only() -> None:
    """What writes is a deed, which asks for the right first, or a route, which is asked for below."""
    writing = {
        str(path.relative_to(DASHBOARDS))
        for path in DASHBOARDS.rglob("*.py")
        if ".writing()" in path.read_text(encoding="utf-8")
    }
    assert writing == {"acting.py", *table.WRITING_ROUTES}


def all_routes() -> list[BaseRoute]:
    return [*routes(DASHBOARDS / "assets"), *routes_with_sign_in()]


def test_every_route_is_in_the_table() -> None:
    found = set()
    for route in all_routes():
        assert isinstance(route, Route | Mount)
        methods = (route.methods or set()) - {"HEAD"} if isinstance(route, Route) else {"GET"}
        found |= {(method, route.path) for method in methods}
    assert found == table.ROUTES.keys()


def ask(door: Door, method: str, path: str, answer: str = "x") -> Any:
    names = {"{request_id}": answer, "{source}": "shopify", "{code}": "x", "{name}": "security", "{kind}": "cost-rates"}
    for name, value in names.items():
        path = path.replace(name, value)
    path += "/icon.svg" if path == "/assets" else ""
    path += "?w=brand&shop=brand.myshopify.com"
    if method == "GET":
        return door.client.get(path)
    return door.client.post(path, data={}, headers={"Origin": "http://127.0.0.1"})


@pytest.mark.parametrize(("method", "path"), table.ROUTES)
def test_strangers_get_the_public_routes_only(door: Door, answer: str, method: str, path: str) -> None:
    got = ask(door, method, path, answer)
    sent_away = got.headers.get("location", "").startswith("/login?next=") or got.text == "Sign in first."
    assert sent_away is (table.ROUTES[method, path] != table.PUBLIC), (got.status_code, got.text[:80])


@pytest.mark.parametrize("who", WHO)
def test_a_route_answers_the_roles_of_the_table_and_is_unknown_to_others(
    door: Door, people: dict[str, User], answer: str, who: str
) -> None:
    enter(door, people[who])
    for (method, path), asked in table.ROUTES.items():
        if asked in table.ROLES:
            status = ask(door, method, path, answer).status_code
            assert (status != 404) is may(who, asked), (path, status)
        elif asked == table.SIGNED_IN:
            assert ask(door, method, path).status_code not in (303, 401, 404), path


@pytest.mark.parametrize(
    "path", [path for method, path in table.ROUTES if method == "POST" and not path.startswith("/webhooks/")]
)
def test_a_post_counts_from_our_own_pages_only(door: Door, people: dict[str, User], answer: str, path: str) -> None:
    enter(door, people["owner"])
    files = {"file": ("costs.csv", b"")} if path == "/upload/{kind}" else None
    path, token = path.replace("{code}", "x").replace("{kind}", "cost-rates"), door.token("/workspaces/new")
    for origin, given in (
        ("https://evil.example", token),
        ("null", token),
        ("http://127.0.0.1", "0" * 64),
        ("http://127.0.0.1", ""),
    ):
        data, headers = {TOKEN_FIELD: given}, {"Origin": origin}
        refused = door.client.post(f"{path}?w=brand", data=data, files=files, headers=headers)
        assert refused.status_code == 403, (origin, given)


@pytest.mark.parametrize("scope", table.SCOPES)
@pytest.mark.parametrize("role", ["owner", "admin", "member"])
def test_a_token_may_what_scope_and_role_both_allow(sqlite_database: Database, scope: str, role: str) -> None:
    assert api_tokens.SCOPES.keys() == table.SCOPES.keys()
    users = workspace(sqlite_database, boss="owner", ann="owner" if role == "owner" else "admin")
    with sqlite_database.writing() as session:
        user_id = users["ann"].user_id
        token, _ = create_token(
            session, workspace_id="brand", user_id=user_id, name="n", scopes=[scope], actor=OPERATOR, now=NOW
        )
        if role == "member":
            change_role(session, "brand", user_id, "member", by=users["boss"], actor=OPERATOR, now=NOW)
        for action in get_args(Action):
            allowed = action in table.SCOPES[scope] and may(role, action)
            assert token_can(session, token, action) is allowed, action


def test_every_command_is_in_the_table() -> None:
    found = set()
    for command in COMMANDS:
        below = getattr(command.load(), "commands", None)
        found |= {f"{command.name} {name}" for name in below} if below else {command.name}
    assert found == table.COMMANDS.keys()


def test_what_commands_do_to_a_workspace_is_written_down_as_the_operators(
    cli: Cli, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMNITRACKIQ_PASSWORD_COST", "4")
    monkeypatch.setenv("SHOP_TOKEN", "shpat_x")
    shop = ["--source", "shopify", "--config", "shop=a.myshopify.com", "--secret", "access_token=env:SHOP_TOKEN"]
    person = "a@example.com"
    given = ["--workspace", "brand", "--user", person]
    password = ["--password", "-"]
    costs = tmp_path / "costs.csv"
    costs.write_text("kind,valid_from,per_order\nshipping,2026-01-01,4.50\n")
    products = tmp_path / "products.csv"
    products.write_text("sku,cost,currency,valid_from\nVASE,4.50,EUR,2026-01-01\n")
    acted: list[tuple[str, ...]] = [
        ("workspace", "create", "brand", "--currency", "EUR", "--timezone", "UTC"),
        ("user", "create", person, "--name", "A", "--workspace", "brand", *password),
        ("user", "reset-password", person, *password),
        ("user", "reset-second-factor", person),
        ("user", "disable", person),
        ("user", "enable", person),
        ("token", "create", *given, "--name", "n", "--scope", "read", "--json"),
        ("connection", "add", "--workspace", "brand", *shop, "--no-test", "--json"),
        ("workspace", "costs", "brand", "--file", str(costs), "--json"),
        ("workspace", "costs", "brand", "--products", "--file", str(products), "--json"),
        ("workspace", "export", "brand", "--out", str(home / "brand.zip")),
        ("workspace", "demo", "brand"),
        ("token", "revoke", "{token}", "--workspace", "brand"),
        ("connection", "remove", "{connection}"),
        ("workspace", "delete", "brand"),
        ("workspace", "delete", "brand", "--undo"),
    ]
    made: dict[str, str] = {}
    for arguments in acted:
        ran = cli(*(each.format(**made) for each in arguments), stdin="violet engine 8")
        assert (ran.code, ran.err) == (0, ""), arguments
        if arguments[1] in ("create", "add") and "--json" in arguments:
            told = json.loads(ran.out)
            made |= {"token": told["token"]["token_id"]} if "token" in told else {"connection": told["connection_id"]}
    # A BI login needs a server and a test a platform: tests/orchestration/cli/test_bi_login.py and test_connection.py
    # read what is written down about them.
    acting = {command for command, kind in table.COMMANDS.items() if kind == "acts"}
    assert {" ".join(arguments[:2]) for arguments in acted} == acting - {"workspace bi-login", "connection test"}
    database = open_database(f"sqlite:///{home / 'control.sqlite'}")
    with database.reading() as session:
        events = [*audit_events(session, "brand"), *audit_events(session, None)]
    database.close()
    assert {event.actor.kind for event in events} == {"operator"}
    assert {event.action for event in events} >= {
        "workspace.created", "user.created", "member.added", "password.changed", "token.created", "connection.added",
        "connection.activated", "costs.replaced", "product_costs.replaced", "workspace.exported", "token.revoked",
        "connection.removed", "workspace.deleted", "workspace.restored", "workspace.demo_begun", "user.disabled",
        "user.enabled", "second_factor.reset",
    }  # fmt: skip
