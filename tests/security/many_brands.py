"""A served installation with many brands, each full of words that nobody else may see."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from omnitrackiq.accounts.audit import record
from omnitrackiq.accounts.connections import add_connection
from omnitrackiq.accounts.invites import invite
from omnitrackiq.accounts.memberships import add_member
from omnitrackiq.accounts.people_tables import Role
from omnitrackiq.accounts.sessions import SessionSigner, start_session
from omnitrackiq.accounts.users import User, create_user
from omnitrackiq.accounts.workspaces import create_workspace
from omnitrackiq.database import open_database
from omnitrackiq.migrations.upgrading import migrate
from omnitrackiq.settings import Settings, load_settings
from omnitrackiq.warehouse.publishing import publish
from orchestration.installation import open_installation
from tests.demo_marts import DemoWorkspace, write_warehouse
from tests.omnitrackiq.accounts.people import OPERATOR

ROLES: tuple[Role, ...] = ("owner", "admin", "member")


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody with a session: the cookie, and the one workspace that is theirs."""

    user: User
    workspace_id: str
    role: Role
    cookie: str


@dataclass(frozen=True, slots=True)
class Brands:
    """The installation and everybody in it."""

    settings: Settings
    workspace_ids: tuple[str, ...]
    visitors: tuple[Visitor, ...]

    def canaries(self, workspace_id: str) -> tuple[str, ...]:
        """Words that stand in rows, names, people, connections and events of one workspace only."""
        return (workspace_id, f"canaryname{workspace_id}", f"canaryperson{workspace_id}", f"canaryshop{workspace_id}")

    def foreign(self, workspace_id: str) -> tuple[str, ...]:
        """The canaries of all other workspaces."""
        others = (other for other in self.workspace_ids if other != workspace_id)
        return tuple(word for other in others for word in self.canaries(other))


def open_brands(home: Path, count: int, visitors: int) -> Brands:
    """Brands with the same marts but for their words, and visitors dealt out over brands and roles."""
    settings = load_settings(env_file=None, home=home, password_cost=4)
    migrate(settings.database_url)
    now = datetime.now(UTC)
    names = tuple(f"ws{number:02d}x" for number in range(count))
    warehouse = settings.warehouse
    assert warehouse.path
    brands = [DemoWorkspace(name, f"canaryname{name}", "EUR", "UTC", 20) for name in names]
    write_warehouse(warehouse.path, brands, now.date(), days=40, synced=now)
    with duckdb.connect(str(warehouse.path)) as connection:
        connection.execute(
            "update marts.channel_daily set channel = 'canaryname' || workspace_id where channel = 'email'"
        )
        connection.execute("update marts.data_freshness set status = 'failed', error = 'canaryshop' || workspace_id")
    publish(warehouse, None, "b1", now)
    people = _people(settings, names, visitors, now)
    return Brands(settings, names, people)


def _people(settings: Settings, names: tuple[str, ...], visitors: int, now: datetime) -> tuple[Visitor, ...]:
    database = open_database(settings.database_url)
    box = open_installation(settings).secret_box
    signer = SessionSigner(settings.secret_key.get_secret_value())
    made = []
    with database.writing() as session:
        for name in names:
            create_workspace(
                session, workspace_id=name, name=f"canaryname{name}", currency="EUR", timezone="UTC", now=now
            )
            add_connection(
                session,
                box,
                workspace_id=name,
                source="shopify",
                config={"shop": f"canaryshop{name}.myshopify.com"},
                secrets={"access_token": "x"},
                now=now,
                status="active",
            )
            record(session, OPERATOR, "targets.changed", f"canaryshop{name}", now=now, workspace_id=name)
        for number in range(visitors):
            name, role = names[number % len(names)], ROLES[number // len(names) % 3]
            email = f"canaryperson{name}-{number}@example.com"
            user = create_user(
                session, email=email, name=f"canaryperson{name}", password_hash="x", now=now, verified=True
            )
            add_member(session, name, user.user_id, role, actor=OPERATOR, now=now)
            if role == "owner":
                invite(session, name, f"canaryperson{name}@invited.example", "member", by=user, actor=OPERATOR, now=now)
            token = start_session(session, signer, user.user_id, address="x", now=now)
            made.append(Visitor(user, name, role, f"oiq={token}; oiq-form=f"))
    database.close()
    return tuple(made)
