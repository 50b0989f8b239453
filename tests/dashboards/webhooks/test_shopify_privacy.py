"""Shopify's privacy webhooks: believed when signed, kept once, for the workspaces that have the shop."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.fernet import Fernet
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboards import front_desk, workbench
from dashboards.webhooks import webhook_routes
from dashboards.workbench import Workbench
from omnitrackiq.accounts.audit import audit_events
from omnitrackiq.accounts.connections import ConnectionTest, add_connection, record_test, remove_connection
from omnitrackiq.accounts.encryption import SecretBox
from omnitrackiq.accounts.privacy_calls import is_signed
from omnitrackiq.accounts.privacy_requests import PrivacyRequest, list_requests, subject_of
from omnitrackiq.accounts.tables import TestStatus
from omnitrackiq.database import Database, open_database
from omnitrackiq.migrations.upgrading import migrate
from tests.omnitrackiq.accounts import people

SECRET, OLD_SECRET = "hush", "hush hush"
SHOP = "brand.myshopify.com"
BOX = SecretBox([Fernet.generate_key().decode()])
REDACT = {
    "shop_id": 954889,
    "shop_domain": SHOP,
    "customer": {"id": 191167, "email": "Canary@Example.com", "phone": "555-625-1199"},
    "orders_to_redact": [299938, 280263],
}
QUESTION = {
    "shop_id": 954889,
    "shop_domain": SHOP,
    "customer": {"id": 191167, "email": "canary@example.com", "phone": "555-625-1199"},
    "orders_requested": [299938],
    "data_request": {"id": 9999},
}
GONE = {"shop_id": 954889, "shop_domain": SHOP}


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """Three workspaces: two have the shop, one of them no more, and one never had it."""
    url = f"sqlite:///{tmp_path / 'control.sqlite'}"
    migrate(url)
    made = open_database(url)
    for workspace_id, shop in (("brand", SHOP), ("agency", SHOP), ("other", "other.myshopify.com")):
        people.workspace(made, workspace_id)
        with made.writing() as session:
            connection = add_connection(
                session,
                BOX,
                workspace_id=workspace_id,
                source="shopify",
                config={"shop": shop},
                secrets={"access_token": "shpat_x"},
                now=people.NOW,
                status="active",
            )
            if workspace_id == "agency":
                remove_connection(session, workspace_id, connection.connection_id, now=people.NOW)
    front_desk.install(people.front_desk(made))
    workbench.install(Workbench(BOX, "http://127.0.0.1:1", frozenset(), (SECRET, OLD_SECRET)))
    yield made
    front_desk.install(None)
    workbench.install(None)
    made.close()


def send(body: Any, topic: str = "customers/redact", secret: str = SECRET, **headers: str) -> httpx.Response:
    """A delivery as Shopify makes it."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    signature = base64.b64encode(hmac.new(secret.encode(), raw, hashlib.sha256).digest()).decode()
    given = {
        "X-Shopify-Topic": topic,
        "X-Shopify-Shop-Domain": "whoever.myshopify.com",
        "X-Shopify-Hmac-SHA256": signature,
        "X-Shopify-Webhook-Id": "delivery-1",
    }
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    client = TestClient(Starlette(routes=webhook_routes()))
    return client.post("/webhooks/shopify/privacy", content=raw, headers=given)


def requests(database: Database, workspace_id: str = "brand") -> list[PrivacyRequest]:
    with database.reading() as session:
        return list_requests(session, workspace_id)


def test_the_signature_of_the_documentation() -> None:
    signature = "VnKUjZsLuN5iZWjn5EntcBVCF9kMN43LglzCE1/GSeY="
    assert is_signed(b'{"id":1}', signature, ["hush"])
    assert not is_signed(b'{"id":1}', signature, [])
    assert not is_signed(b'{"id": 1}', signature, ["hush"])


@pytest.mark.parametrize(
    ("topic", "body"), [("customers/redact", REDACT), ("customers/data_request", QUESTION), ("shop/redact", GONE)]
)
def test_each_is_kept_for_the_workspaces_that_have_or_had_the_shop(database: Database, topic: str, body: Any) -> None:
    assert send(body, topic).status_code == 200
    for workspace_id in ("brand", "agency"):
        (kept,) = requests(database, workspace_id)
        assert (kept.topic, kept.shop, kept.state, kept.has_answer) == (topic, SHOP, "open", False)
        with database.reading() as session:
            subject = subject_of(session, BOX, kept)
            assert audit_events(session, workspace_id)[0].action == "privacy.received"
        if "customer" in body:
            assert (subject.customer_id, subject.email) == ("191167", "canary@example.com")
            assert subject.order_ids[0] == "299938"
    assert requests(database, "other") == []


@pytest.mark.parametrize("is_removed", [False, True])
@pytest.mark.parametrize(("outcome", "kept"), [(None, 0), ("reauth", 0), ("failed", 0), ("ok", 1)])
def test_whoever_only_names_a_shop_learns_nothing_of_its_customers(
    database: Database, outcome: TestStatus | None, kept: int, is_removed: bool
) -> None:
    """A draft with an invented token is not the shop; one whose test passed may be read at any moment."""
    people.workspace(database, "stranger")
    with database.writing() as session:
        draft = add_connection(
            session,
            BOX,
            workspace_id="stranger",
            source="shopify",
            config={"shop": SHOP},
            secrets={"access_token": "invented"},
            now=people.NOW,
        )
        if outcome is not None:
            record_test(session, "stranger", draft.connection_id, ConnectionTest(people.NOW, outcome, "Tested."))
        if is_removed:
            remove_connection(session, "stranger", draft.connection_id, now=people.NOW)
    send(QUESTION, "customers/data_request")
    assert len(requests(database, "stranger")) == kept
    assert len(requests(database)) == 1


def test_a_shop_that_nobody_has_is_answered_like_any_other(database: Database) -> None:
    strange = {**REDACT, "shop_domain": "nobody.myshopify.com"}
    assert (send(strange).status_code, send(strange).text) == (200, send(REDACT).text)
    assert len(requests(database)) == 1


def test_nothing_personal_is_readable_in_the_database(database: Database) -> None:
    send(REDACT)
    send(QUESTION, "customers/data_request", X_Shopify_Webhook_Id="delivery-2")
    path = Path(str(database.engine.url.database))
    with database.engine.connect() as connection:
        connection.exec_driver_sql("pragma wal_checkpoint(truncate)")
    for canary in (b"anary@", b"191167", b"555-625", b"299938"):
        assert canary not in path.read_bytes()


@pytest.mark.parametrize(
    "change",
    [
        {"secret": "wrong"},
        {"X_Shopify_Hmac_SHA256": ""},
        {"X_Shopify_Hmac_SHA256": "VnKUjZsLuN5iZWjn5EntcBVCF9kMN43LglzCE1/GSeY="},
        {"X_Shopify_Hmac_SHA256": "not base64 at all"},
    ],
)
def test_without_the_apps_signature_nothing_is_kept(database: Database, change: dict[str, str]) -> None:
    assert send(REDACT, **change).status_code == 401
    assert requests(database) == []


def test_a_body_that_was_written_again_is_not_the_body(database: Database) -> None:
    raw = json.dumps(REDACT).encode()
    signature = base64.b64encode(hmac.new(SECRET.encode(), raw, hashlib.sha256).digest()).decode()
    again = json.dumps(REDACT, indent=1).encode()
    assert send(again, X_Shopify_Hmac_SHA256=signature).status_code == 401


def test_while_secrets_are_rotated_both_count(database: Database) -> None:
    assert send(REDACT, secret=OLD_SECRET).status_code == 200
    workbench.install(Workbench(BOX, "http://127.0.0.1:1", frozenset()))
    assert send(REDACT, secret="").status_code == 401


def test_a_delivery_counts_once_however_often_it_comes(database: Database) -> None:
    assert [send(REDACT).status_code for _ in range(5)] == [200] * 5
    # The id is not signed: whoever got hold of a delivery cannot make a second one of it.
    assert send(REDACT, X_Shopify_Webhook_Id="delivery-9").status_code == 200
    assert len(requests(database)) == 1
    other = {**REDACT, "customer": {"id": 5}}
    assert send(other, X_Shopify_Webhook_Id="delivery-3").status_code == 200
    assert len(requests(database)) == 2


@pytest.mark.parametrize(
    ("topic", "body"),
    [
        ("shop/redact", REDACT),
        ("customers/redact", GONE),
        ("customers/redact", QUESTION),
        ("orders/updated", REDACT),
        ("", GONE),
        ("customers/redact", b"{"),
        ("customers/redact", b"[]"),
        ("customers/redact", {**REDACT, "orders_to_redact": "all"}),
        ("shop/redact", {"shop_id": 1}),
    ],
)
def test_the_signed_body_decides_what_it_is_about(database: Database, topic: str, body: Any) -> None:
    """The header with the topic is not signed: a customer's deletion must not become that of a whole shop."""
    assert send(body, topic).status_code == 400
    assert requests(database) == []


@pytest.mark.parametrize("webhook_id", ["", "x" * 65])
def test_a_delivery_has_an_id(database: Database, webhook_id: str) -> None:
    assert send(REDACT, X_Shopify_Webhook_Id=webhook_id).status_code == 400
    assert requests(database) == []


def test_a_huge_body_is_not_read_to_its_end(database: Database) -> None:
    assert send(b"x" * (1024 * 1024 + 1)).status_code == 413
    assert send({**REDACT, "orders_to_redact": list(range(1000, 90_000))}).status_code == 200


def test_numbers_that_are_none_name_nobody(database: Database) -> None:
    odd = {**REDACT, "customer": {"id": "1 or 1=1", "email": None}, "orders_to_redact": ["'; --", None, 7]}
    assert send(odd).status_code == 200
    (kept,) = requests(database)
    with database.reading() as session:
        subject = subject_of(session, BOX, kept)
    assert (subject.customer_id, subject.email, subject.order_ids) == ("", "", ("7",))
