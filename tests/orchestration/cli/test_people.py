"""``omnitrackiq user`` and ``omnitrackiq token``, and what the audit log says of them."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pyotp
import pytest

from omnitrackiq.accounts.audit import AuditEvent, audit_events, first_broken
from omnitrackiq.accounts.encryption import SecretBox
from omnitrackiq.accounts.second_factors import has_second_factor, offer, turn_on
from omnitrackiq.accounts.users import require_user
from omnitrackiq.database import open_database
from omnitrackiq.generated_secrets import new_encryption_key
from tests.orchestration.conftest import Cli

PASSWORD = "quiet harbour 41 lanterns"


@pytest.fixture(autouse=True)
def quick_hashes(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMNITRACKIQ_PASSWORD_COST", "4")


def log(home: Path, workspace_id: str | None) -> list[AuditEvent]:
    database = open_database(f"sqlite:///{home / 'control.sqlite'}")
    with database.reading() as session:
        assert first_broken(session, workspace_id) is None
        return audit_events(session, workspace_id)


def create(cli: Cli, email: str = "ann@example.com", *more: str) -> str:
    ran = cli("user", "create", email, "--name", "Ann", "--password", "-", "--json", *more, stdin=f"{PASSWORD}\n")
    assert (ran.code, ran.err) == (0, "")
    return str(json.loads(ran.out)["user_id"])


def test_a_user_is_created_listed_and_audited(cli: Cli, home: Path, workspace: str) -> None:
    user_id = create(cli, "Ann@Example.com", "--workspace", workspace, "--role", "admin", "--operator")
    (listed,) = json.loads(cli("user", "list", "--json").out)
    assert (listed["user"]["email"], listed["user"]["is_operator"]) == ("ann@example.com", True)
    assert [(each["workspace_id"], each["role"]) for each in listed["memberships"]] == [(workspace, "admin")]
    assert "alpha (admin)" in cli("user", "list").out
    (created,) = log(home, None)
    assert (created.action, created.subject, created.actor.kind) == ("user.created", user_id, "operator")
    assert [each.action for each in log(home, workspace)] == ["member.added", "workspace.created"]
    assert PASSWORD not in cli("user", "list", "--json").out


@pytest.mark.parametrize(
    ("arguments", "stdin", "code", "said"),
    [
        (["ann", "--name", "Ann", "--password", "-"], PASSWORD, 2, "e-mail address"),
        (["ann@example.com", "--name", "Ann", "--password", "-"], "password1", 2, "attackers try"),
        (["ann@example.com", "--name", "Ann", "--password", "-"], "short", 2, "at least 8"),
        (["ann@example.com", "--name", "Ann", "--password", PASSWORD], "", 2, "list of processes"),
        (["ann@example.com", "--name", "Ann"], "", 2, "missing: password"),
        (["ann@example.com", "--name", "Ann", "--password", "-", "--workspace", "nowhere"], PASSWORD, 1, "nowhere"),
        (["ann@example.com", "--name", "Ann", "--role", "emperor", "--password", "-"], PASSWORD, 2, "emperor"),
    ],
)
def test_what_is_wrong_makes_no_user(cli: Cli, arguments: list[str], stdin: str, code: int, said: str) -> None:
    ran = cli("user", "create", *arguments, stdin=stdin)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err
    assert json.loads(cli("user", "list", "--json").out) == []


def test_an_address_is_given_once(cli: Cli) -> None:
    create(cli)
    again = cli("user", "create", "ANN@example.com", "--name", "Ann", "--password", "-", stdin=PASSWORD)
    assert (again.code, again.err) == (1, "ann@example.com belongs to a user already.\n")


def test_a_link_for_a_new_password_is_mailed_and_its_place_said(cli: Cli, home: Path) -> None:
    create(cli)
    ran = cli("user", "reset-password", "ann@example.com")
    (mail,) = (home / "outbox").iterdir()
    assert str(mail) in ran.out
    assert mail.stat().st_mode & 0o777 == 0o600
    assert [each.action for each in log(home, None)] == ["password.reset_asked", "user.created"]
    assert cli("user", "reset-password", "nobody@example.com").code == 1


def test_a_new_password_is_set_from_the_shell(cli: Cli, home: Path) -> None:
    create(cli)
    ran = cli("user", "reset-password", "ann@example.com", "--password", "-", stdin="violet engine 88 moss\n")
    assert "signed out everywhere" in ran.out
    assert log(home, None)[0].action == "password.changed"
    assert cli("user", "reset-password", "ann@example.com", "--password", "-", stdin="12345678").code == 2


def test_a_user_is_shut_out_and_let_in(cli: Cli, home: Path) -> None:
    create(cli)
    assert cli("user", "disable", "ann@example.com").code == 0
    assert "disabled" in cli("user", "list").out
    assert cli("user", "enable", "ann@example.com").code == 0
    assert "active" in cli("user", "list").out
    assert [each.action for each in log(home, None)][:2] == ["user.enabled", "user.disabled"]


def test_a_lost_phone_is_helped_from_the_shell_and_keys_can_be_retired(
    cli: Cli, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older, newer = new_encryption_key(), new_encryption_key()
    monkeypatch.setenv("OMNITRACKIQ_ENCRYPTION_KEYS", older)
    create(cli)
    database, box = open_database(f"sqlite:///{home / 'control.sqlite'}"), SecretBox([older])
    with database.writing() as session:
        ann = require_user(session, "ann@example.com")
        offered = offer(box, ann)
        turn_on(session, box, ann, offered.sealed, pyotp.TOTP(offered.secret).now(), now=datetime.now(UTC))
    monkeypatch.setenv("OMNITRACKIQ_ENCRYPTION_KEYS", f"{newer},{older}")
    assert "the second steps of 1 users" in cli("reseal").out
    assert "the second steps of 0 users" in cli("reseal").out
    assert cli("user", "reset-second-factor", "ann@example.com").out.endswith("with the password alone.\n")
    assert "as before" in cli("user", "reset-second-factor", "ann@example.com").out
    assert [each.action for each in log(home, None)][:2] == ["second_factor.reset"] * 2
    with database.reading() as session:
        assert not has_second_factor(session, ann.user_id)
    assert cli("user", "reset-second-factor", "nobody@example.com").code == 1


def test_a_token_is_made_listed_and_revoked(cli: Cli, home: Path, workspace: str) -> None:
    create(cli, "ann@example.com", "--workspace", workspace)
    options = ["--workspace", workspace, "--user", "ann@example.com", "--name", "n8n", "--scope", "read"]
    made = cli("token", "create", *options)
    assert made.out.startswith("oiq_")
    assert "once" in made.err
    with_end = json.loads(cli("token", "create", *options, "--scope", "sync", "--days", "30", "--json").out)
    assert with_end["token"]["scopes"] == ["read", "sync"]
    listed = cli("token", "list", "--workspace", workspace)
    assert made.out.strip() not in listed.out
    assert listed.out.count("ann@example.com") == 2
    assert "stays" in listed.out
    token_id = with_end["token"]["token_id"]
    assert cli("token", "revoke", token_id, "--workspace", workspace).code == 0
    assert len(json.loads(cli("token", "list", "--workspace", workspace, "--json").out)) == 1
    assert cli("token", "revoke", token_id, "--workspace", workspace).code == 1
    assert [each.action for each in log(home, workspace)][:3] == ["token.revoked", "token.created", "token.created"]


def test_a_token_needs_a_member_who_may_have_one(cli: Cli, workspace: str) -> None:
    create(cli, "cyd@example.com", "--workspace", workspace, "--role", "member")
    create(cli, "eve@example.com")
    for email, scope, code in (
        ("cyd@example.com", "read", 1),
        ("eve@example.com", "read", 1),
        ("nobody@example.com", "read", 1),
        ("cyd@example.com", "everything", 2),
    ):
        ran = cli("token", "create", "--workspace", workspace, "--user", email, "--name", "x", "--scope", scope)
        assert (ran.code, ran.out, ran.err.count("\n")) == (code, "", 1)
    assert json.loads(cli("token", "list", "--workspace", workspace, "--json").out) == []
    assert cli("token", "list", "--workspace", "nowhere").code == 1
