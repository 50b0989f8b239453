"""Files of costs: taken whole from whoever may change them, refused line by line, and never from elsewhere."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import httpx
import pytest

from dashboards import serving
from dashboards.form_guard import TOKEN_FIELD
from omnitrackiq.accounts.audit import audit_events
from omnitrackiq.accounts.product_costs import ProductCost, list_product_costs
from omnitrackiq.warehouse.location import Warehouse
from omnitrackiq.warehouse.publishing import publish
from tests.dashboards.entrance.conftest import HOST, Door, door
from tests.dashboards.entrance.test_gate import enter
from tests.omnitrackiq.accounts.people import workspace

__all__ = ["door"]

PATH = "/upload/product-costs?w=brand"
GOOD = b"sku,cost,currency,valid_from\nvase,4.90,EUR,2026-01-01\n"


@pytest.fixture(autouse=True)
def warehouse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Warehouse:
    """What this process serves; nothing is published yet."""
    monkeypatch.setenv("OMNITRACKIQ_SERVING", "")
    made = Warehouse.parse(f"duckdb:///{tmp_path}/warehouse.duckdb", tmp_path)
    serving.hand_over(serving.Serving(made, None, ("127.0.0.1",)))
    return made


@pytest.fixture
def admin(door: Door) -> Iterator[Door]:
    """A browser of an admin of ``brand``, who owns another workspace with the same shop."""
    users = workspace(door.database, ann="admin")
    workspace(door.database, "other", eve="owner")
    enter(door, users["ann"])
    yield door


def upload(door: Door, content: bytes, path: str = PATH, origin: str = f"http://{HOST}") -> httpx.Response:
    data = {TOKEN_FIELD: door.token(PATH)}
    return door.client.post(path, data=data, files={"file": ("costs.csv", content)}, headers={"Origin": origin})


@pytest.fixture
def published(warehouse: Warehouse) -> None:
    """The marts of ``brand`` and another workspace: who ordered what."""
    with duckdb.connect(str(warehouse.path)) as database:
        for schema in ("staging", "marts"):
            database.execute(f"create schema {schema}")
        database.execute(
            "create table staging.stg_workspaces__workspaces as select unnest(['brand', 'other']) as workspace_id, "
            "'Brand' as workspace_name, 'EUR' as currency, 'UTC' as timezone"
        )
        database.execute(
            "create table marts.order_lines "
            "(workspace_id text, order_id text, order_line_id text, sku text, variant_id text)"
        )
        lines = [
            ("brand", "1", "1", " vase ", "71"),
            ("brand", "1", None, None, None),
            ("brand", "2", "2", None, None),
            ("other", "1", "1", "cup", "72"),
        ]
        database.executemany("insert into marts.order_lines values (?, ?, ?, ?, ?)", lines)
    publish(warehouse, None, "b1", datetime.now(UTC))


def stored(door: Door) -> list[ProductCost]:
    with door.database.reading() as session:
        return list_product_costs(session, "brand")


def test_a_file_is_stored_and_said_to_be(admin: Door) -> None:
    assert "Lines stored for Brand: 0." in admin.client.get(PATH).text
    answer = upload(admin, GOOD)
    assert answer.status_code == 303
    shown = admin.client.get(answer.headers["location"]).text
    assert "Saved." in shown
    assert "Lines stored for Brand: 1." in shown
    assert stored(admin) == [ProductCost(date(2026, 1, 1), Decimal("4.90"), "EUR", sku="vase")]
    with admin.database.reading() as session:
        (event,) = audit_events(session, "brand", limit=1)
        assert (event.action, event.actor.kind) == ("product_costs.replaced", "user")


@pytest.mark.usefixtures("published")
def test_products_that_no_order_of_the_workspace_has_are_named(admin: Door) -> None:
    assert "no order has so far" not in admin.client.get(PATH).text
    known = b"sku,variant_id,cost,currency,valid_from\nvase,,1,EUR,2026-01-01\n,71,1,EUR,2026-01-01\n"
    assert upload(admin, known).status_code == 303
    assert "no order has so far" not in admin.client.get(PATH).text
    assert (
        upload(admin, known + b"Vase,,1,EUR,2026-01-01\ncup,,1,EUR,2026-01-01\n,72,1,EUR,2026-01-01\n").status_code
        == 303
    )
    shown = admin.client.get(PATH).text
    assert "no order has so far: 3." in shown
    assert re.findall("<li><code>(.*)</code>", shown) == ["72", "Vase", "cup"]
    many = b"".join(b"<%d>,,1,EUR,2026-01-01\n" % number for number in range(1200))
    assert upload(admin, known + many).status_code == 303
    shown = admin.client.get(PATH).text
    assert "no order has so far: 1,200." in shown
    assert "<code>&lt;0&gt;</code>" in shown
    assert "<li>1,190 more</li>" in shown


@pytest.mark.usefixtures("published")
def test_costs_can_be_uploaded_where_the_published_marts_cannot_be_read(admin: Door, warehouse: Warehouse) -> None:
    files = list(warehouse.published_folder.rglob("*.duckdb"))
    assert files
    for path in files:
        path.chmod(0o644)
        path.write_bytes(b"damaged")
    assert upload(admin, GOOD.replace(b"vase", b"cup")).status_code == 303
    shown = admin.client.get(PATH)
    assert (shown.status_code, "Lines stored for Brand: 1." in shown.text) == (200, True)
    assert "no order has so far" not in shown.text


def test_stored_lines_can_be_removed(admin: Door) -> None:
    assert upload(admin, GOOD).status_code == 303
    removal = PATH.replace("?", "/removal?")
    data, headers = {TOKEN_FIELD: admin.token(PATH)}, {"Origin": f"http://{HOST}"}
    assert admin.client.post(removal, data={TOKEN_FIELD: "0" * 64}, headers=headers).status_code == 403
    assert admin.client.post(removal.replace("brand", "other"), data=data, headers=headers).status_code == 404
    assert len(stored(admin)) == 1
    answer = admin.client.post(removal, data=data, headers=headers)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PATH}&saved=")
    assert stored(admin) == []
    assert "/removal" not in admin.client.get(PATH).text


def test_wrong_lines_are_listed_and_change_nothing(admin: Door) -> None:
    assert upload(admin, GOOD).status_code == 303
    answer = upload(admin, GOOD + b"<b>,,EUR,2026-01-01\ncup,1,EUR,today\ncup,1,EUR,2026-01-01\n")
    assert answer.status_code == 422
    for sentence in ("Line 3: It has no cost", "Line 4: &#39;today&#39; is no day: write it as 2026-01-31."):
        assert f"<li>{sentence}" in answer.text
    assert len(stored(admin)) == 1
    assert "costs.csv is not in UTF-8" in upload(admin, "sku\ncafé".encode("latin-1")).text
    many = upload(admin, GOOD + b"x,x,x,x\n" * 200)
    assert "<li>150 more lines are wrong.</li>" in many.text
    assert len(stored(admin)) == 1


def test_a_form_without_a_file_says_so(admin: Door) -> None:
    data = {TOKEN_FIELD: admin.token(PATH)}
    answer = admin.client.post(PATH, data=data, files={"other": ("x", b"")}, headers={"Origin": f"http://{HOST}"})
    assert answer.status_code == 422
    assert "choose a file first" in answer.text


def test_what_our_own_page_did_not_send_is_refused(admin: Door) -> None:
    assert upload(admin, GOOD, origin="https://evil.example").status_code == 403
    files = {"file": ("costs.csv", GOOD)}
    headers = {"Origin": f"http://{HOST}"}
    assert admin.client.post(PATH, data={TOKEN_FIELD: "0" * 64}, files=files, headers=headers).status_code == 403
    assert admin.client.post(PATH, data={TOKEN_FIELD: admin.token(PATH)}, headers=headers).status_code == 415
    broken = headers | {"Content-Type": "multipart/form-data; boundary=x"}
    assert admin.client.post(PATH, content=b"--x\r\nnonsense", headers=broken).status_code in (400, 403)
    no_boundary = headers | {"Content-Type": "multipart/form-data"}
    assert admin.client.post(PATH, content=b"--x", headers=no_boundary).status_code == 400
    assert upload(admin, b"x" * (8 * 1024 * 1024)).status_code == 413
    assert stored(admin) == []


@pytest.mark.parametrize("path", ["/upload/product-costs?w=other", "/upload/product-costs", "/upload/people?w=brand"])
def test_what_is_not_ones_own_is_unknown(admin: Door, path: str) -> None:
    assert admin.client.get(path).status_code == 404
    assert upload(admin, GOOD, path).status_code == 404


def test_a_member_may_not(door: Door) -> None:
    enter(door, workspace(door.database, bob="member")["bob"])
    assert door.client.get(PATH).status_code == 404
    headers = {"Origin": f"http://{HOST}"}
    assert door.client.post(PATH, files={"file": ("costs.csv", GOOD)}, headers=headers).status_code == 404
    assert stored(door) == []
