"""No forged, altered, ended or too old token lets anybody in."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from omnitrackiq.accounts.sessions import (
    EndedSessionError,
    ForgedSessionError,
    SessionSigner,
    WeakKeyError,
    end_session,
    end_sessions_of,
    resume_session,
    start_session,
)
from omnitrackiq.accounts.users import set_disabled
from omnitrackiq.database import Database
from tests.omnitrackiq.accounts.people import NOW, SIGNER, user

DAY = 24 * 3600


def claims(**changes: Any) -> dict[str, Any]:
    """Good claims, changed; None leaves one out."""
    issued = int(NOW.timestamp())
    good = {"sub": "us-1", "jti": "j", "iat": issued, "exp": issued + DAY, "aud": "omnitrackiq", "typ": "session"}
    return {name: value for name, value in (good | changes).items() if value is not None}


def signed(content: dict[str, Any], header: dict[str, Any] | None = None, key: str = SIGNER.key) -> str:
    """A token made without PyJWT, so that nothing is checked while it is made."""
    parts = [json.dumps(part).encode() for part in (header or {"alg": "HS256", "typ": "JWT"}, content)]
    body = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)
    signature = hmac.new(key.encode(), body, hashlib.sha256).digest()
    return (body + b"." + base64.urlsafe_b64encode(signature).rstrip(b"=")).decode()


def test_a_good_token_is_read() -> None:
    assert SIGNER.read(signed(claims()))["sub"] == "us-1"
    assert SIGNER.read(SIGNER.sign("us-1", "j", NOW)) == claims()


@pytest.mark.parametrize("algorithm", ["none", "None", "nOnE", "HS384", "HS512", "RS256", "ES256", "", None, 7])
def test_only_one_algorithm_is_believed(algorithm: Any) -> None:
    token = signed(claims(), {"alg": algorithm, "typ": "JWT"})
    for forged in (token, token.rpartition(".")[0] + "."):
        with pytest.raises(ForgedSessionError):
            SIGNER.read(forged)


def test_a_token_signed_with_a_public_key_or_another_secret_is_forged() -> None:
    private = rsa.generate_private_key(65537, 2048)
    for forged in (
        jwt.encode(claims(), private, algorithm="RS256"),
        signed(claims(), key="another secret of more than thirty-two bytes"),
        signed(claims(), {"alg": "HS256", "kid": "../../dev/null"}, key=""),
        signed(claims(), {"alg": "HS256", "jku": "https://evil.example/keys", "x5u": "https://evil.example"}, key="x"),
        signed(claims(), {"alg": "HS256", "kid": "' union select 'x"}, key="x"),
    ):
        with pytest.raises(ForgedSessionError):
            SIGNER.read(forged)


@pytest.mark.parametrize("missing", ["exp", "iat", "sub", "aud", "jti", "typ"])
def test_every_claim_is_needed(missing: str) -> None:
    with pytest.raises(ForgedSessionError):
        SIGNER.read(signed(claims(**{missing: None})))


@pytest.mark.parametrize(
    "change",
    [
        {"typ": "reset_password"},
        {"typ": ["session"]},
        {"aud": "elsewhere"},
        {"aud": ["omnitrackiq", "elsewhere"]},
        {"sub": 7},
        {"jti": 7},
        {"exp": "never"},
        {"exp": 1e20},
        {"exp": True},
        {"exp": int(NOW.timestamp()) + DAY + 1},
        {"iat": str(int(NOW.timestamp()))},
        {"iat": float(NOW.timestamp())},
        {"nbf": int(NOW.timestamp())},
        {"role": "owner"},
    ],
    ids=str,
)
def test_claims_have_exactly_their_shape(change: dict[str, Any]) -> None:
    with pytest.raises(ForgedSessionError):
        SIGNER.read(signed(claims(**change)))


@pytest.mark.parametrize("text", ["", ".", "..", "a.b.c", "🦊", "\ud800", "x" * 10_000, "null", "a.b.c.d.e"])
def test_what_is_no_token_is_forged(text: str) -> None:
    with pytest.raises(ForgedSessionError):
        SIGNER.read(text)


def test_an_altered_token_is_forged() -> None:
    head, body, signature = SIGNER.sign("us-1", "j", NOW).split(".")
    other = signed(claims(sub="us-2")).split(".")[1]
    for forged in (f"{head}.{body}.{signature[:-4]}", f"{head}.{body}.", f"{head}.{other}.{signature}"):
        with pytest.raises(ForgedSessionError):
            SIGNER.read(forged)


@pytest.mark.parametrize("key", ["", "short", "x" * 31])
def test_a_short_key_signs_nothing(key: str) -> None:
    with pytest.raises(WeakKeyError, match="32 bytes"):
        SessionSigner(key)


def test_a_session_lasts_a_day_to_the_second(database: Database) -> None:
    ann = user(database)
    with database.writing() as session:
        token = start_session(session, SIGNER, ann.user_id, address="127.0.0.1", now=NOW)
    with database.reading() as session:
        last = NOW + timedelta(seconds=DAY - 1)
        assert resume_session(session, SIGNER, token, now=last).user == ann
        for moment in (NOW + timedelta(seconds=DAY), NOW + timedelta(seconds=DAY + 1), NOW - timedelta(seconds=1)):
            with pytest.raises(EndedSessionError):
                resume_session(session, SIGNER, token, now=moment)


def test_an_ended_session_is_over_at_once_and_only_that_one(database: Database) -> None:
    ann = user(database)
    with database.writing() as session:
        first = start_session(session, SIGNER, ann.user_id, address="127.0.0.1", now=NOW)
        second = start_session(session, SIGNER, ann.user_id, address="127.0.0.1", now=NOW)
        visitor = resume_session(session, SIGNER, first, now=NOW)
        end_session(session, visitor.session_id, because="signed out", now=NOW)
        with pytest.raises(EndedSessionError):
            resume_session(session, SIGNER, first, now=NOW)
        assert resume_session(session, SIGNER, second, now=NOW).user == ann
        end_sessions_of(session, ann.user_id, because="removed", now=NOW)
        with pytest.raises(EndedSessionError):
            resume_session(session, SIGNER, second, now=NOW)


def test_a_well_signed_token_without_a_row_or_with_anothers_is_over(sqlite_database: Database) -> None:
    ann, bob = user(sqlite_database), user(sqlite_database, "bob@example.com")
    with sqlite_database.writing() as session:
        token = start_session(session, SIGNER, ann.user_id, address="127.0.0.1", now=NOW)
        jti = SIGNER.read(token)["jti"]
        for made_up in (SIGNER.sign(ann.user_id, "nothing", NOW), SIGNER.sign(bob.user_id, jti, NOW)):
            with pytest.raises(EndedSessionError):
                resume_session(session, SIGNER, made_up, now=NOW)


def test_the_disabled_are_out(sqlite_database: Database) -> None:
    ann = user(sqlite_database)
    with sqlite_database.writing() as session:
        token = start_session(session, SIGNER, ann.user_id, address="127.0.0.1", now=NOW)
        set_disabled(session, ann.user_id, True, now=NOW)
        with pytest.raises(EndedSessionError):
            resume_session(session, SIGNER, token, now=NOW)
