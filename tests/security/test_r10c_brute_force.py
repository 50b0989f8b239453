"""R10c: guessing gets a few tries, however it is spread; codes work once; and nobody learns who has an account."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from dashboards.form_guard import TOKEN_FIELD
from omnitrackiq.accounts.codes import new_code
from omnitrackiq.accounts.errors import AccountsError, TooManyTriesError
from omnitrackiq.accounts.front_desk import FrontDesk
from omnitrackiq.accounts.invites import accept_invite, invite
from omnitrackiq.accounts.password_resets import ask_for_reset, reset_password
from omnitrackiq.accounts.passwords import PasswordHasher
from omnitrackiq.accounts.signing_in import sign_in
from omnitrackiq.database import Database
from tests.dashboards.entrance.conftest import Door
from tests.omnitrackiq.accounts.people import (
    BOX,
    NOW,
    OPERATOR,
    PASSWORD,
    SIGNER,
    Postbox,
    code_in,
    user,
    workspace,
)


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str | None]]:
    """The hashes that a password was held against, in order; None for nobody's."""
    seen: list[str | None] = []
    matches = PasswordHasher.matches

    def noted(self: PasswordHasher, password: str, stored: str | None) -> bool:
        seen.append(stored)
        return matches(self, password, stored)

    monkeypatch.setattr(PasswordHasher, "matches", noted)
    yield seen


def desk_of(database: Database) -> FrontDesk:
    return FrontDesk(database, SIGNER, PasswordHasher(4), BOX, Postbox(), "https://app.example.com")


def guess(desk: FrontDesk, email: str, address: str, now: datetime = NOW, password: str = "Spring!spring") -> str:
    try:
        sign_in(desk, email=email, password=password, address=address, now=now)
    except AccountsError as error:
        return type(error).__name__
    return "in"


@pytest.mark.slow
def test_a_thousand_guesses_of_one_account_are_ten_in_a_quarter_of_an_hour(
    sqlite_database: Database, looked: list[str | None]
) -> None:
    """From a thousand addresses, spread over the quarter."""
    desk = desk_of(sqlite_database)
    user(sqlite_database)
    for number in range(1000):
        guess(desk, "ann@example.com", f"198.51.{number // 250}.{number % 250}", NOW + timedelta(seconds=number * 0.9))
    assert len(looked) <= 10


def test_a_thousand_accounts_from_one_address_are_stopped(sqlite_database: Database, looked: list[str | None]) -> None:
    desk = desk_of(sqlite_database)
    outcomes = [guess(desk, f"u{number % 1000}@example.com", "198.51.100.1") for number in range(300)]
    assert len(looked) <= 30
    assert outcomes[-1] == TooManyTriesError.__name__


@pytest.mark.slow
def test_a_thousand_accounts_three_times_each_from_one_address_are_thirty_and_a_few(
    sqlite_database: Database, looked: list[str | None]
) -> None:
    """Spread over an hour, so that waits end in between."""
    desk = desk_of(sqlite_database)
    for number in range(3000):
        guess(desk, f"u{number % 1000}@example.com", "198.51.100.1", NOW + timedelta(seconds=number * 1.2))
    assert len(looked) <= 40


def test_guesses_at_the_same_moment_are_counted_one_by_one(sqlite_database: Database, looked: list[str | None]) -> None:
    desk = desk_of(sqlite_database)
    user(sqlite_database)
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda number: guess(desk, "ann@example.com", f"198.51.100.{number}"), range(100)))
    assert len(looked) <= 10


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "CF-Connecting-IP", "True-Client-IP"])
def test_an_address_that_a_browser_claims_is_not_believed(door: Door, looked: list[str | None], header: str) -> None:
    page = door.token("/login")
    for number in range(40):
        fields = {TOKEN_FIELD: page, "email": f"u{number}@example.com", "password": "Spring!spring"}
        claimed = {"Origin": "http://127.0.0.1", header: f"203.0.113.{number}"}
        door.client.post("/login", data=fields, headers=claimed)
    assert len(looked) <= 30


def test_known_and_unknown_accounts_get_the_same_answer_and_cost_the_same(door: Door, looked: list[str | None]) -> None:
    """One hash either way, of the same cost; times are measured by ``make bench``."""
    user(door.database, "ann@example.com")
    user(door.database, "new@example.com", verified=False)
    answers = {}
    for email in ("ann@example.com", "new@example.com", "nobody@example.com", "no address"):
        before = len(looked)
        answer = door.sign_in(email, "Spring!spring")
        form = answer.text.replace(email, "E").partition('name="form_token"')
        answers[email] = (answer.status_code, len(looked) - before, form[0], form[2][90:])
    assert len({answer[:3] for answer in answers.values()}) == 1
    assert {answer[1] for answer in answers.values()} == {1}
    resets = set()
    for email in ("ann@example.com", "nobody@example.com"):
        answer = door.post("/reset", email=email)
        resets.add((answer.status_code, answer.text))
    assert len(resets) == 1


@pytest.mark.parametrize("kind", ["reset", "verify", "invite"])
def test_codes_cannot_be_guessed(door: Door, kind: str) -> None:
    statuses = [
        door.post(f"/{kind}/{number:043d}", "/login", password=PASSWORD, name="Eve").status_code for number in range(40)
    ]
    assert set(statuses) == {404, 429}
    assert statuses.count(404) <= 20


def test_a_reset_works_once_also_for_many_at_the_same_moment(sqlite_database: Database) -> None:
    desk = desk_of(sqlite_database)
    user(sqlite_database)
    mail = ask_for_reset(desk, email="ann@example.com", address="a", now=NOW)
    assert mail is not None
    code = code_in(mail)

    def use(number: int) -> str:
        try:
            reset_password(desk, code, f"{PASSWORD} {number}", address="a", now=NOW)
        except AccountsError as error:
            return type(error).__name__
        return "changed"

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(use, range(8))).count("changed") == 1
    late = ask_for_reset(desk, email="ann@example.com", address="a", now=NOW)
    assert late is not None
    with pytest.raises(AccountsError):
        reset_password(desk, code_in(late), PASSWORD, address="a", now=NOW + timedelta(minutes=46))


def test_an_invite_works_once_also_for_many_at_the_same_moment(sqlite_database: Database) -> None:
    users = workspace(sqlite_database, boss="owner")
    ann = user(sqlite_database, "ann@example.com")
    with sqlite_database.writing() as session:
        _, code = invite(session, "brand", "ann@example.com", "member", by=users["boss"], actor=OPERATOR, now=NOW)

    def use(_: int) -> str:
        try:
            with sqlite_database.writing() as session:
                return accept_invite(session, code, ann, actor=OPERATOR, now=NOW).role
        except AccountsError as error:
            return type(error).__name__

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(use, range(8))).count("member") == 1


def test_codes_have_at_least_128_bits() -> None:
    made = {new_code() for _ in range(200)}
    assert len(made) == 200
    assert min(map(len, made)) * 6 >= 128
