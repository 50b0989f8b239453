"""Signing up, in and out, and new passwords: equal answers, single use, and waits that an owner can end."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from unittest import mock

import bcrypt
import pytest

from omnitrackiq.accounts import signing_up
from omnitrackiq.accounts.audit import audit_events, first_broken
from omnitrackiq.accounts.billing_accounts import billing_account_of
from omnitrackiq.accounts.errors import AccountsError, InvalidCodeError, InvalidValueError, TooManyTriesError
from omnitrackiq.accounts.front_desk import FrontDesk
from omnitrackiq.accounts.invites import invite
from omnitrackiq.accounts.memberships import memberships_of
from omnitrackiq.accounts.password_resets import ask_for_reset, owner_of_reset, reset_password
from omnitrackiq.accounts.passwords import PasswordHasher
from omnitrackiq.accounts.permissions import can, role_of
from omnitrackiq.accounts.sessions import EndedSessionError, Visitor, resume_session
from omnitrackiq.accounts.signing_in import SignedIn, UnverifiedError, WrongCredentialsError, sign_in, sign_out
from omnitrackiq.accounts.signing_up import SignUp, join_as_new_user, sign_up, verify_email
from omnitrackiq.accounts.tries import SIGN_IN_ACCOUNT, SIGN_IN_ADDRESS, count_try
from omnitrackiq.accounts.users import find_user, password_hash_of, set_disabled
from omnitrackiq.accounts.workspace_opening import workspace_id_for
from omnitrackiq.database import Database
from omnitrackiq.warehouse.identifiers import checked_workspace_id
from tests.omnitrackiq.accounts.people import NOW, OPERATOR, PASSWORD, code_in, front_desk, user, workspace

HOME = "203.0.113.9"
FORM = {"name": "Ann", "email": "ann@example.com", "password": PASSWORD, "brand": "Ærø & Søn"}


def form(**changes: str) -> SignUp:
    return SignUp(**({"currency": "EUR", "timezone": "Europe/Berlin"} | FORM | changes))


def enter(desk: FrontDesk, email: str = "ann@example.com", password: str = PASSWORD, **rest: Any) -> SignedIn:
    return sign_in(desk, email=email, password=password, **({"address": HOME, "now": NOW} | rest))


def who(desk: FrontDesk, token: str, now: datetime = NOW) -> Visitor:
    with desk.database.reading() as session:
        return resume_session(session, desk.signer, token, now=now)


def outcome(call: Callable[[], object]) -> str:
    try:
        call()
    except AccountsError as error:
        return type(error).__name__
    return "ok"


def test_from_signing_up_to_signing_out(database: Database) -> None:
    desk = front_desk(database)
    mail = sign_up(desk, form(), address=HOME, now=NOW)
    assert mail is not None
    assert (mail.to, "/verify/" in mail.text) == ("ann@example.com", True)
    with pytest.raises(UnverifiedError) as unverified:
        enter(desk)
    assert unverified.value.mail is not None
    verify_email(desk, code_in(mail), address=HOME, now=NOW)
    for used in (mail, unverified.value.mail):
        with pytest.raises(InvalidCodeError):
            verify_email(desk, code_in(used), address=HOME, now=NOW)
    signed_in = enter(desk)
    visitor = who(desk, signed_in.token)
    with database.reading() as session:
        (mine,) = memberships_of(session, visitor.user.user_id)
        account = billing_account_of(session, visitor.user.user_id)
        assert account is not None
        assert (mine.workspace_name, mine.role) == ("Ærø & Søn", "owner")
        assert account.workspace_ids == (mine.workspace_id,)
        assert account.trial_ends_at == NOW + timedelta(days=14)
        assert can(session, visitor.user.user_id, "manage_billing", mine.workspace_id)
        actions = [each.action for each in reversed(audit_events(session, mine.workspace_id))]
        assert actions == ["workspace.created", "member.added"]
    sign_out(desk, visitor, address=HOME, now=NOW)
    with pytest.raises(EndedSessionError):
        who(desk, signed_in.token)
    with database.reading() as session:
        assert first_broken(session, None) is None
        assert audit_events(session, None)[0].action == "session.ended"


def test_signing_up_again_changes_nothing_and_tells_only_the_mailbox(database: Database) -> None:
    desk = front_desk(database)
    sign_up(desk, form(), address=HOME, now=NOW)
    with database.reading() as session:
        before = find_user(session, "ann@example.com")
    again = sign_up(desk, form(password="another good one 7", brand="Thief"), address=HOME, now=NOW)
    assert again is not None
    assert "account already" in again.subject
    assert "/verify/" not in again.text
    with database.reading() as session:
        assert find_user(session, "ann@example.com") == before
    with pytest.raises(WrongCredentialsError):
        enter(desk, password="another good one 7")


def test_of_two_who_sign_up_at_once_one_gets_the_account_and_both_the_same_answer(database: Database) -> None:
    desk = front_desk(database)
    user(database)
    with mock.patch.object(signing_up, "find_user", return_value=None):
        late = sign_up(desk, form(), address=HOME, now=NOW)
    assert late is not None
    assert "account already" in late.subject
    with database.engine.connect() as connection:
        counts = [
            connection.exec_driver_sql(f"select count(*) from {name}").scalar() for name in ("users", "workspaces")
        ]
    assert counts == [1, 0]


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "nobody"},
        {"password": "short"},
        {"name": ""},
        {"brand": "\n"},
        {"currency": "EURO"},
        {"timezone": "Mars"},
    ],
    ids=str,
)
def test_a_bad_form_makes_nothing(sqlite_database: Database, wrong: dict[str, str]) -> None:
    with pytest.raises(InvalidValueError):
        sign_up(front_desk(sqlite_database), form(**wrong), address=HOME, now=NOW)
    with sqlite_database.engine.connect() as connection:
        assert connection.exec_driver_sql("select count(*) from users").scalar() == 0


def test_sign_ups_from_one_address_are_limited(sqlite_database: Database) -> None:
    desk = front_desk(sqlite_database)
    for number in range(10):
        sign_up(desk, form(email=f"u{number}@example.com"), address=HOME, now=NOW)
    with pytest.raises(TooManyTriesError):
        sign_up(desk, form(email="one-more@example.com"), address=HOME, now=NOW)
    sign_up(desk, form(email="elsewhere@example.com"), address="198.51.100.1", now=NOW)


def test_a_mailbox_gets_few_mails_about_an_account_whoever_asks_and_the_last_link_works(database: Database) -> None:
    """Signing up and the right password of an unconfirmed account both make mails, to an address of anybody's."""
    desk = front_desk(database)
    mails = [sign_up(desk, form(), address=HOME, now=NOW)]
    for number in range(8):
        with pytest.raises(UnverifiedError, match="the link is in your mailbox") as refused:
            enter(desk, address=f"198.51.100.{number}")
        mails.append(refused.value.mail)
        again = form(email="Ann@ｅxample.com", password="another good one 7")
        mails.append(sign_up(desk, again, address=f"198.51.100.{number}", now=NOW))
    sent = [mail for mail in mails if mail is not None]
    assert [mail.to for mail in sent] == ["ann@example.com"] * 3
    last = [mail for mail in sent if "/verify/" in mail.text][-1]
    verify_email(desk, code_in(last), address=HOME, now=NOW)
    assert outcome(lambda: enter(desk)) == "ok"
    assert sign_up(desk, form(email="bob@example.com"), address=HOME, now=NOW) is not None


def test_a_mailbox_that_had_enough_gets_a_new_link_later(sqlite_database: Database) -> None:
    desk = front_desk(sqlite_database)
    user(sqlite_database, verified=False)
    moments = [NOW + timedelta(minutes=minutes) for minutes in range(0, 24 * 60, 10)]
    mails = []
    for moment in moments:
        with pytest.raises(UnverifiedError) as refused:
            enter(desk, now=moment)
        mails.append(refused.value.mail)
    sent = [mail for mail in mails if mail is not None]
    assert 3 < len(sent) <= 15
    verify_email(desk, code_in(sent[-1]), address=HOME, now=moments[-1])


@pytest.mark.parametrize("email", ["ann@example.com", "nobody@example.com", "no address", ""])
def test_one_answer_and_one_hash_whether_or_not_there_is_an_account(sqlite_database: Database, email: str) -> None:
    desk = front_desk(sqlite_database)
    user(sqlite_database)
    with (
        mock.patch.object(bcrypt, "checkpw", wraps=bcrypt.checkpw) as checked,
        mock.patch.object(bcrypt, "hashpw", wraps=bcrypt.hashpw) as hashed,
    ):
        outcomes = [outcome(lambda: enter(desk, email, "wrong password")) for _ in range(6)]
    assert outcomes == ["WrongCredentialsError"] * 5 + ["TooManyTriesError"]
    assert (checked.call_count, hashed.call_count) == (5, 0)


def test_a_thousand_guesses_at_once_are_five(database: Database) -> None:
    desk = front_desk(database)
    user(database)
    with ThreadPoolExecutor(8) as pool:
        guesses = [
            lambda n=number: enter(desk, password=f"guess {n}", address=f"198.51.100.{n % 250}") for number in range(60)
        ]
        outcomes = list(pool.map(outcome, guesses))
    assert outcomes.count("WrongCredentialsError") == 5
    assert outcomes.count("TooManyTriesError") == 55


def test_two_sign_ins_of_one_person_at_once_do_not_wait_for_each_other(database: Database) -> None:
    """Both take the address before the account: in another order each would hold what the other one needs."""
    desk = front_desk(database)
    user(database)
    entering = threading.Event()
    hold = threading.Event()

    class Waits(PasswordHasher):
        def matches(self, password: str, stored: str | None) -> bool:
            entering.set()
            return hold.wait(20) and super().matches(password, stored)

    waiting = replace(desk, hasher=Waits(4))
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(outcome, lambda: enter(waiting))
        assert entering.wait(20)
        with database.writing() as session:
            count_try(session, SIGN_IN_ADDRESS, HOME, now=NOW)
            hold.set()
            with pytest.raises(TimeoutError):
                first.result(timeout=0.5)
            count_try(session, SIGN_IN_ACCOUNT, "ann@example.com", now=NOW)
        assert first.result(timeout=20) == "ok"


def test_many_accounts_from_one_address_are_stopped_too(sqlite_database: Database) -> None:
    desk = front_desk(sqlite_database)
    outcomes = [outcome(lambda n=number: enter(desk, f"u{n}@example.com", "Spring!spring")) for number in range(40)]
    assert outcomes == ["WrongCredentialsError"] * 30 + ["TooManyTriesError"] * 10


def test_the_right_password_waits_too_and_a_reset_ends_the_wait(database: Database) -> None:
    desk = front_desk(database)
    user(database)
    for _ in range(5):
        outcome(lambda: enter(desk, password="wrong password"))
    assert outcome(lambda: enter(desk)) == "TooManyTriesError"
    assert outcome(lambda: enter(desk, now=NOW + timedelta(minutes=2))) == "ok"
    for _ in range(5):
        outcome(lambda: enter(desk, password="wrong password"))
    mail = ask_for_reset(desk, email="Ann@example.com", address=HOME, now=NOW)
    assert mail is not None
    reset_password(desk, code_in(mail), "violet engine 88 moss", address=HOME, now=NOW)
    assert outcome(lambda: enter(desk)) == "WrongCredentialsError"
    assert outcome(lambda: enter(desk, password="violet engine 88 moss")) == "ok"


def test_people_who_know_their_password_never_wait(sqlite_database: Database) -> None:
    desk = front_desk(sqlite_database)
    user(sqlite_database)
    assert {outcome(lambda: enter(desk)) for _ in range(50)} == {"ok"}


def test_a_reset_ends_every_session_and_works_once(database: Database) -> None:
    desk = front_desk(database)
    user(database)
    tokens = [enter(desk).token, enter(desk).token]
    first = ask_for_reset(desk, email="ann@example.com", address=HOME, now=NOW)
    second = ask_for_reset(desk, email="ann@example.com", address=HOME, now=NOW)
    assert first is not None
    assert second is not None
    with pytest.raises(InvalidValueError):
        reset_password(desk, code_in(second), "password", address=HOME, now=NOW)
    with ThreadPoolExecutor(4) as pool:
        change = [
            lambda n=number, code=code: reset_password(desk, code, f"violet engine 8{n}", address=HOME, now=NOW)
            for number, code in enumerate([code_in(first), code_in(second)] * 2)
        ]
        assert sorted(pool.map(outcome, change)) == ["InvalidCodeError"] * 3 + ["ok"]
    for token in tokens:
        with pytest.raises(EndedSessionError):
            who(desk, token)


def test_a_reset_code_is_good_for_three_quarters_of_an_hour_and_nothing_else(sqlite_database: Database) -> None:
    desk = front_desk(sqlite_database)
    user(sqlite_database)
    mail = ask_for_reset(desk, email="ann@example.com", address=HOME, now=NOW)
    assert mail is not None
    with sqlite_database.engine.connect() as connection:
        assert code_in(mail) not in repr(connection.exec_driver_sql("select * from one_time_codes").fetchall())
    assert owner_of_reset(desk, code_in(mail), now=NOW + timedelta(minutes=44))
    with pytest.raises(InvalidCodeError):
        owner_of_reset(desk, code_in(mail), now=NOW + timedelta(minutes=45))
    with pytest.raises(InvalidCodeError):
        verify_email(desk, code_in(mail), address=HOME, now=NOW)


def test_nobody_can_keep_an_owner_from_resetting_by_asking_in_their_name(sqlite_database: Database) -> None:
    """While others ask as often as they may, each code is good for its time, and no wait is without a good one."""
    desk = front_desk(sqlite_database)
    user(sqlite_database)
    mine = ask_for_reset(desk, email="ann@example.com", address=HOME, now=NOW)
    assert mine is not None
    newest = code_in(mine)
    for minute in range(8 * 60):
        now = NOW + timedelta(minutes=minute)
        try:
            other = ask_for_reset(desk, email="ann@example.com", address="198.51.100.1", now=now)
        except TooManyTriesError:
            assert owner_of_reset(desk, newest, now=now).email == "ann@example.com"
        else:
            assert other is not None
            newest = code_in(other)
        if minute < 45:
            assert owner_of_reset(desk, code_in(mine), now=now).email == "ann@example.com"


def test_asking_for_a_reset_tells_nothing_and_is_limited(sqlite_database: Database) -> None:
    desk = front_desk(sqlite_database)
    disabled = user(sqlite_database)
    with sqlite_database.writing() as session:
        set_disabled(session, disabled.user_id, True, now=NOW)
    for email in ("nobody@example.com", "ann@example.com", "no address"):
        assert ask_for_reset(desk, email=email, address=HOME, now=NOW) is None
    outcomes = [outcome(lambda: ask_for_reset(desk, email="bob@example.com", address=HOME, now=NOW)) for _ in range(5)]
    assert outcomes == ["ok"] * 3 + ["TooManyTriesError"] * 2


def test_however_an_address_is_spelt_its_account_has_one_limit(sqlite_database: Database) -> None:
    desk = front_desk(sqlite_database)
    user(sqlite_database)
    spelt = ["ann@example.com", " ANN@Example.com ", "ann@ｅxample.com", "ann@exａmple.com", "ann@example。com"]
    resets = [outcome(lambda each=each: ask_for_reset(desk, email=each, address=HOME, now=NOW)) for each in spelt]
    assert resets == ["ok"] * 3 + ["TooManyTriesError"] * 2
    guesses = [outcome(lambda each=each: enter(desk, each, "wrong password")) for each in spelt + spelt]
    assert guesses == ["WrongCredentialsError"] * 5 + ["TooManyTriesError"] * 5


def test_the_disabled_cannot_sign_in_and_are_told_no_more_than_strangers(sqlite_database: Database) -> None:
    desk = front_desk(sqlite_database)
    ann = user(sqlite_database)
    with sqlite_database.writing() as session:
        set_disabled(session, ann.user_id, True, now=NOW)
    assert outcome(lambda: enter(desk)) == "WrongCredentialsError"


def test_what_is_long_over_is_forgotten(sqlite_database: Database) -> None:
    desk = front_desk(sqlite_database)
    user(sqlite_database)
    for days in (0, 0, 20, 40):
        enter(desk, now=NOW + timedelta(days=days))
        ask_for_reset(desk, email="ann@example.com", address=HOME, now=NOW + timedelta(days=days))
    with sqlite_database.engine.connect() as connection:
        assert connection.exec_driver_sql("select count(*) from sessions").scalar() == 2
        assert connection.exec_driver_sql("select count(*) from one_time_codes").scalar() == 1


def test_hashes_follow_the_cost_of_the_settings(sqlite_database: Database) -> None:
    desk = front_desk(sqlite_database)
    ann = user(sqlite_database)
    slower = FrontDesk(desk.database, desk.signer, PasswordHasher(5), desk.box, desk.postbox, desk.public_url)
    enter(slower)
    with sqlite_database.reading() as session:
        assert not slower.hasher.is_outdated(password_hash_of(session, ann.user_id))
    assert enter(slower).user.user_id == ann.user_id


def test_the_invited_without_an_account_make_one_and_are_in(database: Database) -> None:
    desk = front_desk(database)
    users = workspace(database, boss="owner")
    with database.writing() as session:
        _, code = invite(session, "brand", "new@example.com", "admin", by=users["boss"], actor=OPERATOR, now=NOW)

    def join() -> object:
        return join_as_new_user(desk, code, name="New", password=PASSWORD, address=HOME, now=NOW)

    with pytest.raises(InvalidValueError):
        join_as_new_user(desk, code, name="New", password="password", address=HOME, now=NOW)
    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(outcome, [join] * 4)).count("ok") == 1
    signed_in = enter(desk, "new@example.com")
    with database.reading() as session:
        assert role_of(session, signed_in.user.user_id, "brand") == "admin"
        assert billing_account_of(session, signed_in.user.user_id) is None


@pytest.mark.parametrize("name", ["Ærø & Søn", "東京", "A", "--", "x" * 200, "Bolt & Bloom", "Ünïcode GmbH"])
def test_every_brand_gets_an_id(name: str) -> None:
    made = workspace_id_for(name)
    assert checked_workspace_id(made) == made
    assert workspace_id_for(name) != made
