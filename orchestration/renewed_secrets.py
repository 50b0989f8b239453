"""Secrets that a platform replaced during a sync: stored before the new ones are used."""

from collections.abc import Callable, Mapping

from omnitrackiq.accounts.connection_secrets import read_secrets, replace_secrets
from omnitrackiq.accounts.connections import ConnectionRecord
from orchestration.installation import Installation


def keeper_of(installation: Installation, record: ConnectionRecord) -> Callable[[Mapping[str, str]], None]:
    """What a source calls with the secrets of ``record`` that were replaced; it returns when they are stored."""

    def keep(renewed: Mapping[str, str]) -> None:
        with installation.database.writing() as session:
            stored = read_secrets(session, installation.secret_box, record)
            replace_secrets(
                session, installation.secret_box, record, {**stored, **renewed}, now=installation.wall_clock()
            )

    return keep
