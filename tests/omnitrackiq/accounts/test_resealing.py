"""Sealing secrets, anew or for the first time, undoes nothing that happens at the same moment."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from omnitrackiq.accounts import connection_secrets, second_factors
from omnitrackiq.accounts.connection_secrets import read_secrets, replace_secrets
from omnitrackiq.accounts.connections import ConnectionRecord, add_connection, remove_connection
from omnitrackiq.accounts.credential_tables import SecondFactorRow
from omnitrackiq.accounts.encryption import SecretBox
from omnitrackiq.accounts.errors import UnknownConnectionError
from omnitrackiq.accounts.second_factors import offer, turn_off, turn_on
from omnitrackiq.accounts.tables import ConnectionRow
from omnitrackiq.database import Database
from omnitrackiq.generated_secrets import new_encryption_key
from tests.omnitrackiq.accounts.people import BOX, NOW, user, workspace
from tests.omnitrackiq.accounts.test_second_factors import app_code

NEWEST = SecretBox([new_encryption_key(), *BOX.keys])


def connect(database: Database) -> ConnectionRecord:
    """A shop whose access token is ``old``."""
    workspace(database)
    with database.writing() as session:
        return add_connection(
            session,
            BOX,
            workspace_id="brand",
            source="shopify",
            config={"shop": "brand.myshopify.com"},
            secrets={"access_token": "old"},
            now=NOW,
            status="active",
        )


def sealed_during(
    database: Database, seal: Callable[[Session, SecretBox], int], change: Callable[[Session], object]
) -> int:
    """How many secrets were sealed anew by a transaction that began before ``change`` was committed."""

    def work() -> int:
        with database.writing() as session:
            return seal(session, NEWEST)

    with ThreadPoolExecutor(1) as pool:
        with database.writing() as session:
            change(session)
            session.flush()
            sealing = pool.submit(work)
            with pytest.raises(TimeoutError):
                sealing.result(timeout=0.5)
        return sealing.result(timeout=20)


def sealed_of_shops(database: Database) -> Sequence[str | None]:
    with database.reading() as session:
        return session.scalars(select(ConnectionRow.sealed_secrets).where(ConnectionRow.source == "shopify")).all()


def test_secrets_that_are_renewed_meanwhile_stay(database: Database) -> None:
    shop = connect(database)

    def renew(session: Session) -> None:
        replace_secrets(session, BOX, shop, {"access_token": "new"}, now=NOW)

    assert sealed_during(database, connection_secrets.seal_with_newest_key, renew) == 1
    with database.reading() as session:
        assert read_secrets(session, NEWEST, shop) == {"access_token": "new"}


def test_secrets_that_are_destroyed_meanwhile_do_not_come_back(database: Database) -> None:
    shop = connect(database)

    def remove(session: Session) -> None:
        remove_connection(session, "brand", shop.connection_id, now=NOW)

    assert sealed_during(database, connection_secrets.seal_with_newest_key, remove) == 0
    assert sealed_of_shops(database) == [None]


def test_a_second_step_that_is_turned_off_meanwhile_stays_off(database: Database) -> None:
    ann = user(database)
    offered = offer(BOX, ann)
    with database.writing() as session:
        turn_on(session, BOX, ann, offered.sealed, app_code(offered.secret, NOW), now=NOW)
    sealed = sealed_during(database, second_factors.seal_with_newest_key, lambda opened: turn_off(opened, ann.user_id))
    assert sealed == 0
    with database.reading() as session:
        assert session.scalars(select(SecondFactorRow)).all() == []


def test_secrets_that_a_platform_renews_do_not_return_to_a_connection_that_is_removed_meanwhile(
    database: Database,
) -> None:
    shop = connect(database)

    def renew(session: Session, box: SecretBox) -> int:
        replace_secrets(session, box, shop, {"access_token": "new"}, now=NOW)
        return 1

    def remove(session: Session) -> None:
        remove_connection(session, "brand", shop.connection_id, now=NOW)

    with pytest.raises(UnknownConnectionError):
        sealed_during(database, renew, remove)
    assert sealed_of_shops(database) == [None]
