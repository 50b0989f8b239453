"""Onboarding is told from what exists; what cannot be told is kept, and what is needed cannot be put aside."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from omnitrackiq.accounts.connections import add_connection, remove_connection
from omnitrackiq.accounts.encryption import SecretBox
from omnitrackiq.accounts.errors import InvalidValueError
from omnitrackiq.accounts.invites import invite
from omnitrackiq.accounts.onboarding import STEPS, Onboarding, onboarding_of, set_mark, skip_step, take_up_step
from omnitrackiq.accounts.onboarding_tables import OnboardingMarkRow, TargetRow
from omnitrackiq.accounts.targets import change_targets, checked_target, targets_of
from omnitrackiq.accounts.workspace_deletion import close_workspace, forget_workspace
from omnitrackiq.database import Database
from omnitrackiq.generated_secrets import new_encryption_key
from tests.omnitrackiq.accounts.people import NOW, OPERATOR, workspace

BOX = SecretBox([new_encryption_key()])
SHOP = {"shop": "brand.myshopify.com"}


def look(database: Database, workspace_id: str = "brand") -> Onboarding:
    with database.reading() as session:
        return onboarding_of(session, workspace_id, now=NOW)


def states(database: Database) -> dict[str, str]:
    return {step.name: step.state for step in look(database).steps}


def connect(database: Database, source: str, config: dict[str, object], secret: str, status: str = "active") -> str:
    with database.writing() as session:
        return add_connection(
            session,
            BOX,
            workspace_id="brand",
            source=source,
            config=config,
            secrets={secret: "x"},
            now=NOW,
            status=status,  # type: ignore[arg-type]
        ).connection_id


def test_each_step_is_done_when_what_it_is_about_exists(sqlite_database: Database) -> None:
    ann = workspace(sqlite_database, ann="owner")["ann"]
    workspace(sqlite_database, "other")
    assert states(sqlite_database) == {name: "done" if name == "workspace" else "open" for name in STEPS}
    connect(sqlite_database, "shopify", SHOP, "access_token", "draft")
    assert states(sqlite_database)["shop"] == "open"
    shop = connect(sqlite_database, "shopify", SHOP, "access_token")
    assert look(sqlite_database).next_step.name == "ads"  # type: ignore[union-attr]
    connect(sqlite_database, "tiktok_ads", {"advertiser_ids": ["7"]}, "access_token")
    assert look(sqlite_database).may_be_dismissed
    connect(sqlite_database, "ga4", {"property_id": "9"}, "refresh_token")
    with sqlite_database.writing() as session:
        change_targets(session, "brand", {"roas": Decimal("3.5")})
        invite(session, "brand", "bob@example.com", "member", by=ann, actor=OPERATOR, now=NOW)
        set_mark(session, "brand", "tour_taken", now=NOW)
        set_mark(session, "brand", "tour_taken", now=NOW)
    assert look(sqlite_database).is_complete
    assert look(sqlite_database, "other").settled == 1
    with sqlite_database.writing() as session:
        remove_connection(session, "brand", shop, now=NOW)
    assert states(sqlite_database)["shop"] == "open"
    assert not look(sqlite_database).may_be_dismissed


def test_what_is_not_needed_is_put_aside_and_taken_up_again(sqlite_database: Database) -> None:
    workspace(sqlite_database, ann="owner")
    with sqlite_database.writing() as session:
        for step in ("ga4", "targets", "invite", "tour"):
            skip_step(session, "brand", step, now=NOW)  # type: ignore[arg-type]
        take_up_step(session, "brand", "ga4")
        for needed in ("workspace", "shop", "ads"):
            with pytest.raises(InvalidValueError):
                skip_step(session, "brand", needed, now=NOW)  # type: ignore[arg-type]
        with pytest.raises(InvalidValueError, match="stays until"):
            set_mark(session, "brand", "checklist_dismissed", now=NOW)
    assert states(sqlite_database) == {
        "workspace": "done",
        "shop": "open",
        "ads": "open",
        "ga4": "open",
        "targets": "skipped",
        "invite": "skipped",
        "tour": "skipped",
    }
    connect(sqlite_database, "shopify", SHOP, "access_token")
    connect(sqlite_database, "google_ads", {"customer_ids": ["1"]}, "refresh_token")
    with sqlite_database.writing() as session:
        set_mark(session, "brand", "checklist_dismissed", now=NOW)
    assert look(sqlite_database).is_dismissed


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        (" 3,5 ", Decimal("3.5")),
        ("0,05", Decimal("0.05")),
        ("0,125", Decimal("0.125")),
        ("1500,125", Decimal("1500.125")),
        ("1.5000", Decimal("1.5")),
        ("40", Decimal(40)),
    ],
)
def test_a_target_is_read_as_people_write_it(text: str, value: Decimal | None) -> None:
    assert checked_target(text) == value


@pytest.mark.parametrize("text", ["0", "-1", "x", "NaN", "inf", "1e12", "1e-7", "1e-300", "1,500,000", "1,500.5"])
def test_a_target_is_a_number_above_zero(text: str) -> None:
    with pytest.raises(InvalidValueError, match="above zero"):
        checked_target(text)


@pytest.mark.parametrize("text", ["1,500", "1.500", " 12,500 "])
def test_a_target_that_may_be_thousands_is_asked_for_again(text: str) -> None:
    whole = text.strip()[:-4]
    with pytest.raises(InvalidValueError, match=rf"two ways: write {whole}500 or {whole}\.5000\."):
        checked_target(text)


def test_every_target_that_is_taken_is_kept_exactly(database: Database) -> None:
    workspace(database)
    longest = f"999999999.999999{'0' * 40}"
    for text in (longest, "0.000001", "1e9", "40"):
        value = checked_target(text)
        with database.writing() as session:
            change_targets(session, "brand", {"cac": value})
        with database.reading() as session:
            assert targets_of(session, "brand") == {"cac": Decimal(text)}


def test_targets_are_of_one_workspace_and_go_with_it(sqlite_database: Database) -> None:
    workspace(sqlite_database)
    workspace(sqlite_database, "other")
    with sqlite_database.writing() as session:
        change_targets(session, "brand", {"roas": Decimal("3.5"), "cac": Decimal("20.10")})
        change_targets(session, "other", {"cac": Decimal(9)})
        changes = change_targets(session, "brand", {"roas": None, "cac": Decimal("21.10"), "new_customer_cac": None})
        assert changes == {"roas": (Decimal("3.5"), None), "cac": (Decimal("20.10"), Decimal("21.10"))}
        set_mark(session, "brand", "tour_skipped", now=NOW)
        assert targets_of(session, "brand") == {"cac": Decimal("21.10")}
        close_workspace(session, "brand", actor=OPERATOR, now=NOW)
        forget_workspace(session, "brand", actor=OPERATOR, now=NOW)
        assert [row.workspace_id for row in session.scalars(select(TargetRow))] == ["other"]
        assert session.scalars(select(OnboardingMarkRow)).all() == []
