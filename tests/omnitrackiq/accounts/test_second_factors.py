"""The second step at sign-in: what lets somebody in, how often, and what does not."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pyotp
import pytest

from omnitrackiq.accounts.encryption import SecretBox
from omnitrackiq.accounts.errors import AccountsError, SecretsError, TooManyTriesError, WrongSecondStepError
from omnitrackiq.accounts.front_desk import FrontDesk
from omnitrackiq.accounts.second_factors import offer, seal_with_newest_key, turn_off, turn_on
from omnitrackiq.accounts.sessions import ForgedSessionError, resume_session
from omnitrackiq.accounts.signing_in import SecondStepNeededError, SignedIn, finish_sign_in, sign_in
from omnitrackiq.accounts.users import User, replace_password_hash, set_disabled
from omnitrackiq.database import Database
from omnitrackiq.generated_secrets import new_encryption_key
from tests.omnitrackiq.accounts.people import BOX, HASHER, NOW, PASSWORD, front_desk, user

HOME = "203.0.113.9"
LATER = NOW + timedelta(minutes=2)


def app_code(secret: str, now: datetime) -> str:
    return pyotp.TOTP(secret).at(int(now.timestamp()))


def protected(desk: FrontDesk) -> tuple[User, str, list[str]]:
    """A user with an authenticator app: who, the app's secret, and the recovery codes."""
    ann = user(desk.database)
    offered = offer(desk.box, ann)
    with desk.database.writing() as session:
        codes = turn_on(session, desk.box, ann, offered.sealed, app_code(offered.secret, NOW), now=NOW)
    return ann, offered.secret, codes


def ticket_of(desk: FrontDesk, now: datetime = LATER) -> str:
    with pytest.raises(SecondStepNeededError) as needed:
        sign_in(desk, email="ann@example.com", password=PASSWORD, address=HOME, now=now)
    return needed.value.ticket


def finish(desk: FrontDesk, ticket: str, code: str, now: datetime = LATER) -> SignedIn:
    return finish_sign_in(desk, ticket=ticket, code=code, address=HOME, now=now)


def test_the_password_alone_lets_nobody_in_and_a_code_works_once(database: Database) -> None:
    desk = front_desk(database)
    ann, secret, _codes = protected(desk)
    ticket = ticket_of(desk)
    with database.reading() as session, pytest.raises(ForgedSessionError):
        resume_session(session, desk.signer, ticket, now=LATER)
    code = app_code(secret, LATER)
    token = finish(desk, ticket, f" {code[:3]} {code[3:]} ").token
    with database.reading() as session:
        assert resume_session(session, desk.signer, token, now=LATER).user.user_id == ann.user_id
    with pytest.raises(WrongSecondStepError):
        finish(desk, ticket, code)


@pytest.mark.parametrize(("seconds", "is_good"), [(-65, False), (-30, True), (0, True), (30, True), (65, False)])
def test_clocks_may_differ_by_half_a_minute(sqlite_database: Database, seconds: int, is_good: bool) -> None:
    desk = front_desk(sqlite_database)
    _ann, secret, _codes = protected(desk)
    code = app_code(secret, LATER + timedelta(seconds=seconds))
    if is_good:
        assert finish(desk, ticket_of(desk), code).token
    else:
        with pytest.raises(WrongSecondStepError):
            finish(desk, ticket_of(desk), code)


def test_a_recovery_code_works_once_and_is_not_stored(sqlite_database: Database) -> None:
    desk = front_desk(sqlite_database)
    _ann, _secret, codes = protected(desk)
    assert len(set(codes)) == 10
    assert finish(desk, ticket_of(desk), codes[0].upper().replace("-", " ")).token
    with pytest.raises(WrongSecondStepError):
        finish(desk, ticket_of(desk), codes[0])
    with sqlite_database.reading() as session:
        stored = session.connection().exec_driver_sql("select * from recovery_codes").fetchall()
    assert not any(code.replace("-", "") in str(stored) for code in codes)


def test_of_many_who_use_one_code_at_once_one_gets_in(database: Database) -> None:
    desk = front_desk(database)
    _ann, secret, _codes = protected(desk)
    ticket, code = ticket_of(desk), app_code(secret, LATER)

    def attempt(_number: int) -> bool:
        try:
            return bool(finish(desk, ticket, code).token)
        except AccountsError:
            return False

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(attempt, range(4))) == 1


def test_guessing_is_bounded_also_by_new_tickets(sqlite_database: Database) -> None:
    desk = front_desk(sqlite_database)
    _ann, secret, _codes = protected(desk)
    for _number in range(5):
        with pytest.raises(WrongSecondStepError):
            finish(desk, ticket_of(desk), "000000")
    with pytest.raises(TooManyTriesError):
        finish(desk, ticket_of(desk), app_code(secret, LATER))


def test_a_ticket_ends_with_time_password_and_user(sqlite_database: Database) -> None:
    desk = front_desk(sqlite_database)
    ann, secret, _codes = protected(desk)
    ticket = ticket_of(desk)
    late = LATER + timedelta(minutes=5)
    for forged in (ticket[:-2] + "xx", "", "a.b.c"):
        with pytest.raises(WrongSecondStepError):
            finish(desk, forged, app_code(secret, LATER))
    with pytest.raises(WrongSecondStepError):
        finish(desk, ticket, app_code(secret, late), late)
    with sqlite_database.writing() as session:
        set_disabled(session, ann.user_id, True, now=LATER)
    with pytest.raises(WrongSecondStepError):
        finish(desk, ticket, app_code(secret, LATER))
    with sqlite_database.writing() as session:
        set_disabled(session, ann.user_id, False, now=LATER)
        replace_password_hash(session, ann.user_id, HASHER.hash("another long password 7"))
    with pytest.raises(WrongSecondStepError):
        finish(desk, ticket, app_code(secret, LATER))


def test_nobody_turns_it_on_with_the_secret_of_another_or_twice(sqlite_database: Database) -> None:
    desk = front_desk(sqlite_database)
    ann, _secret, _codes = protected(desk)
    bob = user(sqlite_database, "bob@example.com")
    offered = offer(desk.box, ann)
    code = app_code(offered.secret, NOW)
    with sqlite_database.writing() as session, pytest.raises(SecretsError):
        turn_on(session, desk.box, bob, offered.sealed, code, now=NOW)
    with sqlite_database.writing() as session, pytest.raises(WrongSecondStepError):
        turn_on(session, desk.box, ann, offered.sealed, code, now=NOW)


def test_turned_off_the_password_does_again(sqlite_database: Database) -> None:
    desk = front_desk(sqlite_database)
    ann, _secret, _codes = protected(desk)
    with sqlite_database.writing() as session:
        assert turn_off(session, ann.user_id)
        assert not turn_off(session, ann.user_id)
    assert sign_in(desk, email=ann.email, password=PASSWORD, address=HOME, now=LATER).token


def test_secrets_move_to_the_newest_key_and_are_gone_with_their_key(sqlite_database: Database) -> None:
    desk = front_desk(sqlite_database)
    _ann, secret, _codes = protected(desk)
    newest = new_encryption_key()
    both = SecretBox([newest, *BOX.keys])
    with sqlite_database.writing() as session:
        assert (seal_with_newest_key(session, both), seal_with_newest_key(session, both)) == (1, 0)
    with pytest.raises(SecretsError):
        finish(desk, ticket_of(desk), app_code(secret, LATER))
    assert finish(replace(desk, box=SecretBox([newest])), ticket_of(desk), app_code(secret, LATER)).token
