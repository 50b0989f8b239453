"""R10: of all forged, altered, ended and too old session tokens not one opens a page, a route or the websocket."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from dashboards.cookies import session_cookie
from omnitrackiq.accounts.sessions import SessionSigner, WeakKeyError, end_session, resume_session, start_session
from omnitrackiq.accounts.users import User
from omnitrackiq.warehouse.location import Warehouse
from tests.dashboards.entrance.conftest import KEY, Door
from tests.dashboards.entrance.test_gate import opens_socket
from tests.omnitrackiq.accounts.people import workspace

NOW = datetime.now(UTC)
DAY = timedelta(days=1)
DOCUMENTS = ("/app/?w=brand", "/app/team?w=brand", "/workspaces/new", "/workspaces/deleted")
OTHERS = ("/app/_stcore/health", "/app/static/index.js")
TAKEN_HOME = ("/export/everything?w=brand", "/privacy-requests/pr-x?w=brand", "/oauth/shopify/start?w=brand")


def part(content: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()


def token(claims: dict[str, Any], header: dict[str, Any], key: bytes, digest: Any = hashlib.sha256) -> str:
    body = f"{part(header)}.{part(claims)}"
    signature = hmac.new(key, body.encode(), digest).digest()
    return f"{body}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def forgeries(good: str) -> Iterator[tuple[str, str]]:
    """What attackers make of a good token, or of its claims; each under a name."""
    claims = jwt.decode(good, options={"verify_signature": False})
    right, key = {"alg": "HS256", "typ": "JWT"}, KEY.encode()
    head, body, signature = good.split(".")
    for name in ("none", "None", "nOnE", "NONE", ""):
        yield f"alg {name}", f"{part({'alg': name, 'typ': 'JWT'})}.{body}."
        yield f"alg {name}, signed", token(claims, {"alg": name, "typ": "JWT"}, key)
    yield "HS384", token(claims, {"alg": "HS384", "typ": "JWT"}, key, hashlib.sha384)
    yield "HS512", token(claims, {"alg": "HS512", "typ": "JWT"}, key, hashlib.sha512)
    private = rsa.generate_private_key(65537, 2048)
    yield "RS256", jwt.encode(claims, private, algorithm="RS256")
    public = private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    yield "a public key as secret", token(claims, right, public)
    for header in (
        {"kid": "../../../../dev/null"},
        {"kid": "' union select '' --"},
        {"jku": "http://127.0.0.1:9/keys"},
        {"x5u": "http://127.0.0.1:9/cert"},
        {"jwk": {"kty": "oct", "k": base64.urlsafe_b64encode(b"x" * 32).decode()}},
        {"crit": ["exp"]},
    ):
        yield f"header {header}", token(claims, right | header, b"x" * 32)
        yield f"header {header}, empty key", token(claims, right | header, b"")
    for claim in claims:
        yield f"without {claim}", token({each: claims[each] for each in claims if each != claim}, right, key)
    for change in (
        {"exp": str(claims["exp"])},
        {"exp": 1e20},
        {"exp": claims["exp"] + 1},
        {"exp": claims["iat"] - 1},
        {"iat": claims["iat"] + 50_000, "exp": claims["exp"] + 50_000},
        {"nbf": claims["iat"] + 50_000},
        {"typ": "reset_password"},
        {"typ": "verify_email"},
        {"aud": "elsewhere"},
        {"sub": "us-somebody"},
        {"jti": "another"},
        {"jti": ["' or 1=1 --"]},
        {"role": "owner"},
    ):
        yield f"claims {change}", token(claims | change, right, key)
    yield "another secret", token(claims, right, b"another secret of more than thirty-two bytes")
    yield "no secret", token(claims, right, b"")
    yield "truncated", f"{head}.{body}.{signature[:-4]}"
    yield "longer", f"{good}AAAA"
    yield "without signature", f"{head}.{body}."
    yield "two parts", f"{head}.{body}"
    yield "another body", f"{head}.{part(claims | {'sub': 'us-admin'})}.{signature}"
    yield "empty", ""
    yield "long", "A" * 5000


def start(door: Door, user: User, began: datetime = NOW) -> str:
    with door.database.writing() as session:
        return start_session(session, door.desk.signer, user.user_id, address="x", now=began)


def opened(door: Door, cookie: str) -> list[str]:
    """What a browser with this cookie gets to see."""
    browser = door.another()
    browser.client.cookies.set(session_cookie(door.desk), cookie, domain="127.0.0.1")
    paths = [path for path in (*DOCUMENTS, *OTHERS, *TAKEN_HOME) if browser.client.get(path).status_code == 200]
    return [*paths, *(["websocket"] if opens_socket(browser) else [])]


def test_forged_tokens_open_nothing(door: Door, served_warehouse: Warehouse) -> None:
    good = start(door, workspace(door.database, ann="owner")["ann"])
    assert opened(door, good) == [*DOCUMENTS, *OTHERS, TAKEN_HOME[0], "websocket"]
    made = list(forgeries(good))
    assert len(made) > 50
    # What is rightly signed but no session of now may hold a page open, which only says that it is over.
    over = ("claims {'sub': 'us-somebody'}", "claims {'jti': 'another'}", "claims {'iat'")
    accepted = [name for name, forged in made if not name.startswith(over) and opened(door, forged)]
    assert accepted == []
    held = [opened(door, forged) for name, forged in made if name.startswith(over)]
    assert len(held) == 3
    assert all(set(each) <= {*OTHERS, "websocket"} for each in held)


@pytest.mark.parametrize(
    "end",
    [
        lambda door, user, cookie: None,
        lambda door, user, cookie: start(door, user, NOW - DAY - timedelta(seconds=1)),
        lambda door, user, cookie: start(door, user, NOW - DAY),
    ],
    ids=["revoked", "24 h and a second", "24 h"],
)
def test_what_is_over_opens_nothing(door: Door, end: Callable[[Door, User, str], str | None]) -> None:
    ann = workspace(door.database, ann="owner")["ann"]
    cookie = end(door, ann, "")
    if cookie is None:
        cookie = start(door, ann)
        with door.database.writing() as session:
            visitor = resume_session(session, door.desk.signer, cookie, now=NOW)
            end_session(session, visitor.session_id, because="signed out", now=NOW)
    assert set(opened(door, cookie)) <= {*OTHERS, "websocket"}


def test_a_session_is_good_until_its_last_second(door: Door, served_warehouse: Warehouse) -> None:
    ann = workspace(door.database, ann="owner")["ann"]
    cookie = start(door, ann, datetime.now(UTC) - DAY + timedelta(minutes=2))
    assert set(DOCUMENTS) <= set(opened(door, cookie))


@pytest.mark.parametrize("length", [0, 1, 16, 31])
def test_a_key_of_fewer_than_32_bytes_signs_nothing(length: int) -> None:
    with pytest.raises(WeakKeyError):
        SessionSigner(KEY[:length])
