"""Signing up, in and out, new passwords and invites, as a browser does it."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from dashboards import front_desk
from dashboards.cookies import session_cookie
from dashboards.form_guard import TOKEN_FIELD
from omnitrackiq.accounts.invites import invite
from omnitrackiq.accounts.mail import FolderPostbox
from omnitrackiq.accounts.memberships import members_of
from tests.dashboards.entrance.conftest import Door, application
from tests.omnitrackiq.accounts.people import OPERATOR, PASSWORD, code_in, user, workspace

FORM = {"name": "Ann", "brand": "Bolt & Bloom", "currency": "EUR", "timezone": "Europe/Berlin", "password": PASSWORD}


def is_in(door: Door) -> bool:
    return door.client.get("/app/", follow_redirects=True).text.startswith("behind the gate")


def seen(text: str) -> str:
    """A page without what differs from visit to visit."""
    return re.sub(r'value="[0-9a-f]{64}"', "", text)


def test_from_sign_up_to_sign_out(door: Door) -> None:
    assert door.post("/signup", email="ann@example.com", **FORM).status_code == 200
    code = door.newest_code()
    assert door.client.get(f"/verify/{code}").status_code == 200
    refused = door.sign_in()
    assert (refused.status_code, "Confirm your e-mail" in refused.text) == (403, True)
    code = door.newest_code()
    confirmed = door.post(f"/verify/{code}")
    assert (confirmed.status_code, confirmed.headers["location"]) == (303, "/login?note=verified&next=%2Fapp%2Fstart")
    entered = door.sign_in(next="/app/?period=7d")
    assert (entered.status_code, entered.headers["location"]) == (303, "/app/?period=7d")
    assert is_in(door)
    kept = door.client.cookies.get(session_cookie(door.desk))
    left = door.post("/logout", page="/login")
    assert left.headers["location"] == "/login?note=out"
    assert not is_in(door)
    assert kept
    door.client.cookies.set(session_cookie(door.desk), kept, domain="127.0.0.1")
    assert not is_in(door)


def test_sign_up_says_the_same_for_known_and_unknown_addresses(door: Door) -> None:
    user(door.database)
    new, known = (door.post("/signup", email=email, **FORM) for email in ("bob@example.com", "ann@example.com"))
    texts = [seen(answer.text).replace("bob@", "ann@") for answer in (new, known)]
    assert texts[0] == texts[1]
    assert [mail.subject for mail in door.postbox.mails] == [
        "Confirm your e-mail address",
        "You have an account already",
    ]


def test_answers_stay_the_same_when_a_mailbox_has_had_enough(door: Door) -> None:
    door.post("/signup", email="ann@example.com", **FORM)
    confirmations = [seen(door.sign_in().text) for _ in range(4)]
    assert (len(door.postbox.mails), len(set(confirmations))) == (3, 1)
    silent, new = (door.post("/signup", email=email, **FORM) for email in ("ann@example.com", "bob@example.com"))
    assert seen(silent.text) == seen(new.text).replace("bob@", "ann@")
    assert [mail.to for mail in door.postbox.mails[3:]] == ["bob@example.com"]
    assert door.post(f"/verify/{code_in(door.postbox.mails[2])}").status_code == 303


def test_sign_in_says_the_same_for_known_and_unknown_addresses(door: Door) -> None:
    user(door.database)
    answers = [door.sign_in(email, "wrong password 1") for email in ("ann@example.com", "bob@example.com")]
    assert [answer.status_code for answer in answers] == [401, 401]
    texts = [seen(answer.text).replace("bob@", "ann@") for answer in answers]
    assert texts[0] == texts[1]


def test_a_reset_says_the_same_and_changes_the_password(door: Door) -> None:
    user(door.database)
    other = door.another()
    other.sign_in()
    answers = [door.post("/reset", email=email) for email in ("bob@example.com", "ann@example.com")]
    assert seen(answers[0].text) == seen(answers[1].text)
    assert len(door.postbox.mails) == 1
    code = door.newest_code()
    assert door.post(f"/reset/{code}", password="12345678").status_code == 422
    assert door.post(f"/reset/{code}", password="violet engine 88 moss").headers["location"] == "/login?note=reset"
    assert door.client.get(f"/reset/{code}").status_code == 404
    assert door.sign_in().status_code == 401
    assert door.sign_in(password="violet engine 88 moss").status_code == 303
    assert is_in(door)
    assert not is_in(other)


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "https://evil.example/app/",
        "/\\evil.example",
        "/app/\\..",
        "javascript:alert(1)",
        "/logout",
        "",
    ],
)
def test_signing_in_leads_to_our_own_pages_only(door: Door, target: str) -> None:
    user(door.database)
    assert door.sign_in(next=target).headers["location"] == "/app/"


def test_guessing_is_stopped(door: Door) -> None:
    user(door.database)
    statuses = [door.sign_in(password=f"guess {number}").status_code for number in range(8)]
    assert statuses == [401] * 5 + [429] * 3
    assert door.sign_in().status_code == 429


@pytest.mark.parametrize("path", ["/login", "/logout", "/signup", "/verify/x", "/reset", "/reset/x", "/invite/x"])
def test_forms_from_elsewhere_are_refused(door: Door, path: str) -> None:
    token = door.token("/login")
    ours = {"Origin": "http://127.0.0.1"}
    post = door.client.post
    for headers, data in (
        (ours, {"email": "x"}),
        (ours, {TOKEN_FIELD: "0" * 64}),
        (ours, {TOKEN_FIELD: token[:-1] + "é"}),
        ({"Origin": "https://evil.example"}, {TOKEN_FIELD: token}),
        ({"Origin": "null"}, {TOKEN_FIELD: token}),
        ({"Origin": "http://127.0.0.1:81"}, {TOKEN_FIELD: token}),
        ({"Sec-Fetch-Site": "cross-site"}, {TOKEN_FIELD: token}),
    ):
        assert post(path, data=data, headers=headers).status_code == 403, (headers, data)
    stranger = door.another()
    stranger.client.get("/login")
    assert stranger.client.post(path, data={TOKEN_FIELD: token}, headers=ours).status_code == 403
    assert post(path, json={TOKEN_FIELD: token}, headers=ours).status_code == 415
    assert post(path, data={TOKEN_FIELD: token, "x": "y" * 40_000}, headers=ours).status_code == 413
    fields = "&".join(f"f{number}=1" for number in range(100))
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    assert post(path, content=fields, headers=ours | kind).status_code == 400
    assert post(path, content=b"\xff\xfe", headers=ours | kind).status_code in (400, 403)


def test_nothing_is_changed_by_looking(door: Door) -> None:
    assert door.client.get("/logout").status_code == 405
    door.post("/signup", email="ann@example.com", **FORM)
    for _ in range(3):
        door.client.get(f"/verify/{door.newest_code()}")
    assert door.post(f"/verify/{door.newest_code()}").status_code == 303


def test_the_cookie_is_kept_from_scripts_and_other_sites(door: Door) -> None:
    user(door.database)
    (cookie,) = [each for each in door.sign_in().headers.get_list("set-cookie") if each.startswith("oiq=")]
    assert {"HttpOnly", "SameSite=lax", "Path=/", "Max-Age=86400"} <= set(cookie.split("; "))
    assert len(cookie) < 4096


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '" onfocus="alert(1)', "{{ 7777 * 7777 }}"])
def test_what_people_type_is_shown_as_text(door: Door, text: str) -> None:
    answer = door.post("/signup", **(FORM | {"name": text, "email": text, "brand": text}))
    assert answer.status_code == 422
    assert text not in answer.text or text.startswith("{{")
    assert "60481729" not in answer.text


@pytest.mark.parametrize("wrong", [{"password": "short"}, {"currency": "XXXX"}, {"timezone": "Mars"}, {"name": ""}])
def test_a_bad_form_is_shown_again_with_what_was_filled_in(door: Door, wrong: dict[str, str]) -> None:
    answer = door.post("/signup", **(FORM | {"email": "ann@example.com"} | wrong))
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "Bolt &amp; Bloom" in answer.text
    assert PASSWORD not in answer.text
    assert door.postbox.mails == []


class TestInvites:
    """An invited address joins by its link."""

    def send(self, door: Door, email: str = "new@example.com") -> str:
        users = workspace(door.database, boss="owner")
        with door.database.writing() as session:
            return invite(
                session, "brand", email, "member", by=users["boss"], actor=OPERATOR, now=datetime.now(UTC)
            )[1]  # fmt: skip

    def test_a_new_person_makes_an_account_and_is_in(self, door: Door) -> None:
        code = self.send(door)
        assert "as member" in door.client.get(f"/invite/{code}").text
        assert door.post(f"/invite/{code}", name="New", password="12345678").status_code == 422
        joined = door.post(f"/invite/{code}", name="New", password=PASSWORD)
        assert (joined.status_code, joined.headers["location"]) == (303, "/app/?w=brand")
        assert is_in(door)
        assert door.client.get(f"/invite/{code}").status_code == 404
        with door.database.reading() as session:
            assert [each.role for each in members_of(session, "brand")] == ["owner", "member"]

    def test_a_known_person_signs_in_first(self, door: Door) -> None:
        code = self.send(door, "ann@example.com")
        user(door.database)
        led = door.client.get(f"/invite/{code}")
        assert (led.status_code, led.headers["location"]) == (303, f"/login?next=/invite/{code}")
        assert door.sign_in(next=f"/invite/{code}").headers["location"] == f"/invite/{code}"
        assert door.post(f"/invite/{code}").headers["location"] == "/app/?w=brand"
        assert is_in(door)

    def test_somebody_else_cannot_use_it(self, door: Door) -> None:
        code = self.send(door)
        user(door.database)
        door.sign_in()
        assert "Sign out to accept" in door.client.get(f"/invite/{code}").text
        assert door.post(f"/invite/{code}").status_code == 404
        with door.database.reading() as session:
            assert len(members_of(session, "brand")) == 1


def test_behind_tls_the_cookie_is_bound_to_the_host_and_forms_to_the_public_address(door: Door) -> None:
    desk = replace(door.desk, public_url="https://app.example.com")
    front_desk.install(desk)
    client = TestClient(application(desk), base_url="https://app.example.com", follow_redirects=False)
    tls = Door(client, desk, door.postbox)
    user(door.database)
    data = {TOKEN_FIELD: tls.token("/login"), "email": "ann@example.com", "password": PASSWORD}
    for origin, status in (
        ("http://app.example.com", 403),
        ("https://evil.example", 403),
        ("https://app.example.com", 303),
    ):
        answer = client.post("/login", data=data, headers={"Origin": origin})
        assert answer.status_code == status
    (cookie,) = [each for each in answer.headers.get_list("set-cookie") if each.startswith("__Host-oiq=")]
    assert {"HttpOnly", "Secure", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


def test_a_mail_that_cannot_be_sent_stops_nobody(door: Door, caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    (tmp_path / "in the way").write_text("")
    desk = replace(door.desk, postbox=FolderPostbox(tmp_path / "in the way"))
    front_desk.install(desk)
    assert door.post("/signup", email="ann@example.com", **FORM).status_code == 200
    assert "A mail was not sent" in caplog.text
