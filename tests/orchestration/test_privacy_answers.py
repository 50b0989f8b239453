"""An answer to a shopper's question is told to the owners once, and until one of them could be told."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from omnitrackiq.accounts.connections import add_connection
from omnitrackiq.accounts.mail import Mail, MailError
from omnitrackiq.accounts.memberships import add_member
from omnitrackiq.accounts.privacy_calls import PrivacyCall
from omnitrackiq.accounts.privacy_requests import PrivacyRequest, list_requests, receive
from omnitrackiq.accounts.workspaces import create_workspace
from orchestration import privacy
from orchestration.installation import Installation
from tests.line import open_line
from tests.omnitrackiq.accounts.people import NOW, OPERATOR, user

SHOP = "brand.myshopify.com"


@dataclass
class Mailboxes:
    """Mailboxes of which some refuse what is sent to them."""

    refusing: Collection[str] = ()
    got: list[str] = field(default_factory=list)

    def send(self, mail: Mail) -> str:
        if mail.to in self.refusing:
            raise MailError("The mail server did not take the mail: it refuses the address.")
        self.got.append(mail.to)
        return "kept"


@pytest.fixture
def mailboxes(monkeypatch: pytest.MonkeyPatch) -> Mailboxes:
    made = Mailboxes()
    monkeypatch.setattr(privacy, "open_postbox", lambda *_: made)
    return made


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """A workspace with two owners whose shop was asked by a customer."""
    opened = open_line(tmp_path).installation
    owners = [user(opened.database, f"{name}@example.com") for name in ("ann", "bob")]
    with opened.database.writing() as session:
        create_workspace(session, workspace_id="brand", name="Brand", currency="EUR", timezone="UTC", now=NOW)
        for owner in owners:
            add_member(session, "brand", owner.user_id, "owner", actor=OPERATOR, now=NOW)
        add_connection(
            session,
            opened.secret_box,
            workspace_id="brand",
            source="shopify",
            config={"shop": SHOP},
            secrets={"access_token": "x"},
            now=NOW,
            status="active",
        )
        call = PrivacyCall("customers/data_request", SHOP, "digest", customer_id="7")
        assert receive(session, opened.secret_box, call, webhook_id="w", now=NOW) == 1
    yield opened
    opened.database.close()


def request_of(installation: Installation) -> PrivacyRequest:
    with installation.database.reading() as session:
        (request,) = list_requests(session, "brand")
    return request


def test_every_owner_is_told_once(installation: Installation, mailboxes: Mailboxes) -> None:
    for _build in range(3):
        privacy.carry_out_requests(installation)
    assert sorted(mailboxes.got) == ["ann@example.com", "bob@example.com"]
    assert (request_of(installation).state, request_of(installation).has_answer) == ("done", True)


@pytest.mark.parametrize(("refusing", "reached"), [("ann", "bob"), ("bob", "ann")])
def test_a_mailbox_that_refuses_has_no_other_owner_told_again(
    installation: Installation, mailboxes: Mailboxes, caplog: pytest.LogCaptureFixture, refusing: str, reached: str
) -> None:
    mailboxes.refusing = [f"{refusing}@example.com"]
    for _build in range(3):
        privacy.carry_out_requests(installation)
    assert mailboxes.got == [f"{reached}@example.com"]
    assert request_of(installation).state == "done"
    assert "An owner of brand was not told" in caplog.text


def test_where_no_owner_could_be_told_the_request_waits(installation: Installation, mailboxes: Mailboxes) -> None:
    mailboxes.refusing = ["ann@example.com", "bob@example.com"]
    privacy.carry_out_requests(installation)
    assert request_of(installation).state == "open"
    mailboxes.refusing = []
    privacy.carry_out_requests(installation)
    assert sorted(mailboxes.got) == ["ann@example.com", "bob@example.com"]
    assert request_of(installation).state == "done"


def test_a_kill_before_it_is_noted_tells_twice_rather_than_never(
    installation: Installation, mailboxes: Mailboxes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(privacy, "note_done", killed)
        privacy.carry_out_requests(installation)
    privacy.carry_out_requests(installation)
    assert sorted(mailboxes.got) == ["ann@example.com"] * 2 + ["bob@example.com"] * 2
    assert request_of(installation).state == "done"
