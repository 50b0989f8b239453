"""Workspace ids keep their rule, never change and are never given twice."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from zoneinfo import available_timezones

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from omnitrackiq.accounts.connections import list_connections
from omnitrackiq.accounts.errors import InvalidValueError, UnknownWorkspaceError, WorkspaceTakenError
from omnitrackiq.accounts.workspaces import (
    Workspace,
    checked_currency,
    checked_name,
    checked_timezone,
    create_workspace,
    delete_workspace,
    get_workspace,
    list_all_workspace_ids,
    list_workspaces,
)
from omnitrackiq.database import Database

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def create(database: Database, workspace_id: str, currency: str = "EUR") -> Workspace:
    with database.writing() as session:
        return create_workspace(
            session, workspace_id=workspace_id, name=workspace_id, currency=currency, timezone="UTC", now=NOW
        )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(st.from_regex(r"[a-z0-9-]{3,40}", fullmatch=True) | st.text(max_size=45))
@example("abc\n")
@example("äbc")
@example("\u0661\u0662\u0663")
@example("Abc")
@example("../x")
@example("a" * 41)
def test_an_id_is_accepted_exactly_when_it_keeps_the_rule(sqlite_database: Database, workspace_id: str) -> None:
    keeps_rule = re.fullmatch(r"[a-z0-9-]{3,40}", workspace_id, re.ASCII) is not None
    with sqlite_database.reading() as session:  # nothing is kept
        arguments = {"name": "x", "currency": "EUR", "timezone": "UTC", "now": NOW}
        if keeps_rule:
            create_workspace(session, workspace_id=workspace_id, **arguments)  # type: ignore[arg-type]
            assert get_workspace(session, workspace_id).workspace_id == workspace_id
        else:
            with pytest.raises(InvalidValueError, match="3 to 40"):
                create_workspace(session, workspace_id=workspace_id, **arguments)  # type: ignore[arg-type]


def test_an_id_in_use_is_refused_and_the_first_stays(database: Database) -> None:
    first = create(database, "brand")
    with pytest.raises(WorkspaceTakenError, match="brand"):
        create(database, "brand", currency="USD")
    with database.reading() as session:
        assert get_workspace(session, "brand") == first


def test_the_id_of_a_deleted_workspace_is_never_given_again(database: Database) -> None:
    create(database, "brand")
    with database.writing() as session:
        assert delete_workspace(session, "brand", now=NOW).deleted_at == NOW
    with pytest.raises(WorkspaceTakenError):
        create(database, "brand")
    with database.reading() as session:
        assert list_workspaces(session) == []
        assert list_connections(session) == []
        assert list_all_workspace_ids(session) == ["brand"]
        with pytest.raises(UnknownWorkspaceError, match="brand"):
            get_workspace(session, "brand")


def test_of_many_who_want_an_id_at_once_one_gets_it(database: Database) -> None:
    def attempt(_: int) -> bool:
        try:
            create(database, "wanted")
        except WorkspaceTakenError:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(attempt, range(12))) == 1


def test_a_workspace_reads_exchange_rates_into_its_currency_from_the_start(database: Database) -> None:
    create(database, "brand", currency="SEK")
    with database.reading() as session:
        (rates,) = list_connections(session)
    assert (rates.source, rates.status, rates.config) == ("exchange_rates", "active", {"currency": "SEK"})


def test_workspaces_are_listed_the_oldest_first(database: Database) -> None:
    for name, hour in (("late", 3), ("early", 1), ("noon", 2)):
        with database.writing() as session:
            create_workspace(
                session,
                workspace_id=name,
                name=name,
                currency="EUR",
                timezone="UTC",
                now=datetime(2026, 3, 1, hour, tzinfo=UTC),
            )
    with database.reading() as session:
        assert [each.workspace_id for each in list_workspaces(session)] == ["early", "noon", "late"]


@pytest.mark.parametrize("currency", ["eur", "EURO", "", "XXX", "BTC", "€"])
def test_a_currency_must_be_a_code(currency: str) -> None:
    with pytest.raises(InvalidValueError):
        checked_currency(currency)


@pytest.mark.parametrize("zone", ["Europe/Berln", "CEST", "", "europe/berlin", "../etc/passwd", "localtime", "+01:00"])
def test_a_time_zone_must_be_of_the_database(zone: str) -> None:
    with pytest.raises(InvalidValueError):
        checked_timezone(zone)


def test_the_zone_that_was_meant_is_named() -> None:
    with pytest.raises(InvalidValueError, match="did you mean Europe/Berlin"):
        checked_timezone("Europe/Berln")


@given(st.sampled_from(sorted(available_timezones() - {"Factory", "localtime", "posixrules"})))
def test_every_zone_of_the_database_is_accepted(zone: str) -> None:
    assert checked_timezone(zone) == zone


@pytest.mark.parametrize("name", ["", "   ", "x" * 201, "two\nlines", "nul\0", "\u202eright to left"])
def test_a_name_is_one_line_of_printable_text(name: str) -> None:
    with pytest.raises(InvalidValueError):
        checked_name(name)


@pytest.mark.parametrize("name", ["Ærø & Søn", "東京 店", "<b>bold</b>", " trimmed "])
def test_any_script_is_a_name(name: str) -> None:
    assert checked_name(name) == name.strip()
