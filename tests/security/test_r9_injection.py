"""R9: what is typed, asked for or configured is data everywhere: no statement, template, path, header or address."""

import ast
import io
import re
from email import policy
from email.parser import BytesParser
from pathlib import Path
from urllib.parse import quote

import pytest
from streamlit.testing.v1 import AppTest

from omnitrackiq.accounts.audit import first_broken
from omnitrackiq.accounts.connection_kinds import CONNECTION_KINDS
from omnitrackiq.accounts.errors import AccountsError, InvalidValueError
from omnitrackiq.accounts.invites import Invite
from omnitrackiq.accounts.mail import FolderPostbox
from omnitrackiq.accounts.mail_texts import invite_mail
from omnitrackiq.accounts.memberships import memberships_of
from omnitrackiq.accounts.workspace_opening import workspace_id_for
from omnitrackiq.accounts.workspaces import checked_name, list_workspaces
from omnitrackiq.warehouse.identifiers import InvalidNameError
from omnitrackiq.warehouse.location import Warehouse
from omnitrackiq.warehouse.readers import open_reader
from tests.dashboards.conftest import Open, open_page, warehouse
from tests.dashboards.entrance.conftest import Door, door_of
from tests.dashboards.entrance.test_gate import enter
from tests.omnitrackiq.accounts.people import NOW, workspace
from tests.postgres_server import postgres_server, postgres_url
from tests.security.hostile import EVERYTHING, HEADERS, PATHS, SQL

__all__ = ["open_page", "postgres_server", "postgres_url", "warehouse"]

REPOSITORY = Path(__file__).parents[2]
PRODUCT = ("omnitrackiq", "pipelines", "orchestration", "dashboards")


@pytest.mark.parametrize("text", EVERYTHING)
def test_a_name_is_kept_as_it_is_or_refused(door: Door, text: str) -> None:
    ann = workspace(door.database, ann="owner")["ann"]
    enter(door, ann)
    answer = door.post("/workspaces/new", brand=text, currency="EUR", timezone="UTC")
    assert answer.status_code in (303, 422)
    with door.database.reading() as session:
        names = [each.name for each in list_workspaces(session)]
        assert names == ["Brand", text.strip()] if answer.status_code == 303 else ["Brand"]
        assert len(memberships_of(session, ann.user_id)) == len(names)
        assert first_broken(session, None) is None
    assert re.fullmatch(r"[a-z0-9-]{3,40}", workspace_id_for(text))


@pytest.mark.parametrize("text", EVERYTHING)
def test_no_address_parameter_and_no_field_means_more_than_its_text(
    door: Door, served_warehouse: Warehouse, text: str
) -> None:
    ann = workspace(door.database, ann="owner")["ann"]
    workspace(door.database, "other", eve="owner")
    enter(door, ann)
    given = quote(text, safe="")
    for path in (f"/app/?w={given}", f"/app/team?w=brand&w={given}", f"/privacy-requests/{given}?w=brand"):
        assert door.client.get(path).status_code in (404, 400)
    assert door.client.get(f"/app/?w=brand&period={given}&compare={given}&dates={given}").status_code == 200
    for path, fields in (
        ("/login", {"email": text, "password": text}),
        ("/reset", {"email": text}),
        ("/workspaces/deleted", {"workspace": text}),
    ):
        assert door.post(path, "/login", **fields).status_code in (200, 401, 404, 422, 429)
    with door.database.reading() as session:
        assert len(list_workspaces(session)) == 2


def test_ids_that_postgres_cannot_be_asked_for_are_unknown(postgres_url: str, served_warehouse: Warehouse) -> None:
    with door_of(postgres_url) as door:
        enter(door, workspace(door.database, ann="owner")["ann"])
        for path in (
            "app/?w=%00",
            "export/everything?w=%00",
            "upload/cost-rates?w=%00",
            "privacy-requests/%00?w=brand",
        ):
            assert door.client.get(f"/{path}").status_code == 404, path


@pytest.mark.parametrize("text", [*SQL, *PATHS])
def test_filters_in_the_address_are_allow_listed(open_page: Open, text: str) -> None:
    page: AppTest = open_page("demo-1", period=text, compare=text, dates=[text, text], channel=text)
    assert not page.exception
    assert page.query_params.get("period") != [text]


@pytest.mark.parametrize("text", EVERYTHING)
def test_no_id_becomes_a_path(tmp_path: Path, text: str) -> None:
    warehouse = Warehouse.parse(f"duckdb:///{tmp_path}/w.duckdb", tmp_path)
    with pytest.raises(InvalidNameError):
        open_reader(warehouse, text)
    assert list(tmp_path.iterdir()) == []


INSIDE = (
    "127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "169.254.169.254", "brand.myshopify.com.evil.example",
    "evil.example/.myshopify.com", "evil.example#.myshopify.com", "user@brand.myshopify.com", "brand.myshopify.com:9",
    "http://brand.myshopify.com", "BRAND.myshopify.com\n", "..myshopify.com", "brand.myshopify.com?x=1",
)  # fmt: skip


@pytest.mark.parametrize("shop", INSIDE)
def test_no_setting_of_a_connection_leads_elsewhere(shop: str) -> None:
    kind = CONNECTION_KINDS["shopify"]
    try:
        assert re.fullmatch(r"[a-z0-9-]+\.myshopify\.com", kind.config({"shop": shop})["shop"], re.ASCII)
    except InvalidValueError:
        return


@pytest.mark.parametrize("source", CONNECTION_KINDS)
@pytest.mark.parametrize("text", [*SQL, *PATHS, *HEADERS, "127.0.0.1", "http://169.254.169.254/"])
def test_accounts_of_a_platform_are_ids_and_nothing_else(source: str, text: str) -> None:
    kind = CONNECTION_KINDS[source]
    value = [text] if kind.account.many else text
    with pytest.raises(AccountsError):
        kind.config({kind.account.name: value})


@pytest.mark.parametrize("text", HEADERS)
def test_no_text_becomes_a_header_of_a_mail(tmp_path: Path, text: str) -> None:
    """A name with a line break is none, and a mail that got one all the same is not sent."""
    made = Invite("brand", text, "in-1", "new@example.com", "member", NOW)
    mail, postbox = invite_mail("https://a.example", made, "code", text), FolderPostbox(tmp_path)
    if not text.isprintable():
        with pytest.raises(InvalidValueError):
            checked_name(text)
        with pytest.raises(ValueError, match="linefeed"):
            postbox.send(mail)
        assert list(tmp_path.glob("*.eml")) == []
        return
    postbox.send(mail)
    (path,) = tmp_path.glob("*.eml")
    parsed = BytesParser(policy=policy.default).parse(io.BytesIO(path.read_bytes()))
    assert (parsed["To"], parsed["Bcc"], parsed["Set-Cookie"]) == ("new@example.com", None, None)


def code_of_the_product() -> list[tuple[Path, ast.AST]]:
    return [
        (path.relative_to(REPOSITORY), ast.parse(path.read_text(encoding="utf-8")))
        for package in PRODUCT
        for path in sorted((REPOSITORY / package).rglob("*.py"))
    ]


FORBIDDEN_CALLS = {
    "eval", "exec", "compile", "__import__", "yaml.load", "yaml.unsafe_load", "yaml.full_load", "pickle.loads",
    "pickle.load", "marshal.loads", "os.system", "os.popen", "subprocess.getoutput", "tempfile.mktemp",
}  # fmt: skip


def test_no_input_is_run_unpickled_or_given_to_a_shell() -> None:
    found = []
    for path, tree in code_of_the_product():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            name = ast.unparse(node.func)
            bad = {keyword.arg: ast.unparse(keyword.value) for keyword in node.keywords}
            if name in FORBIDDEN_CALLS or bad.get("shell") == "True" or bad.get("verify") == "False":
                found.append(f"{path}:{node.lineno} {name}")
    assert found == []


def test_requests_that_leave_follow_no_redirect_on_their_own() -> None:
    found = [
        f"{path}:{node.lineno}"
        for path, tree in code_of_the_product()
        for node in ast.walk(tree)
        if isinstance(node, ast.keyword) and node.arg == "follow_redirects" and ast.unparse(node.value) != "False"
    ]
    assert found == []
