"""Users, workspaces and a front desk for tests of accounts; hashing is as quick as it may be."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from omnitrackiq.accounts.audit import Actor
from omnitrackiq.accounts.encryption import SecretBox
from omnitrackiq.accounts.front_desk import FrontDesk
from omnitrackiq.accounts.mail import Mail
from omnitrackiq.accounts.memberships import add_member
from omnitrackiq.accounts.passwords import PasswordHasher
from omnitrackiq.accounts.people_tables import Role
from omnitrackiq.accounts.sessions import SessionSigner
from omnitrackiq.accounts.users import User, create_user
from omnitrackiq.accounts.workspaces import create_workspace
from omnitrackiq.database import Database
from omnitrackiq.generated_secrets import new_encryption_key

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
PASSWORD = "quiet harbour 41 lanterns"
HASHER = PasswordHasher(4)
BOX = SecretBox([new_encryption_key()])
SIGNER = SessionSigner("k3Jx0-vQ9sLw7ZrT2mNb8pYcE5dHf4Ga")
OPERATOR = Actor("operator", "tester")


@dataclass
class Postbox:
    """Keeps the mails."""

    mails: list[Mail] = field(default_factory=list)

    def send(self, mail: Mail) -> str:
        self.mails.append(mail)
        return "kept"


def front_desk(database: Database) -> FrontDesk:
    """A desk over ``database``."""
    return FrontDesk(database, SIGNER, HASHER, BOX, Postbox(), "https://app.example.com")


def user(database: Database, email: str = "ann@example.com", *, verified: bool = True) -> User:
    """A user whose password is PASSWORD."""
    with database.writing() as session:
        made = HASHER.hash(PASSWORD)
        return create_user(session, email=email, name="Ann", password_hash=made, now=NOW, verified=verified)


def workspace(database: Database, workspace_id: str = "brand", **members: Role) -> dict[str, User]:
    """A workspace with a user ``<name>@example.com`` for each of ``members``."""
    with database.writing() as session:
        create_workspace(
            session, workspace_id=workspace_id, name=workspace_id.title(), currency="EUR", timezone="UTC", now=NOW
        )
    users = {name: user(database, f"{name}@example.com") for name in members}
    with database.writing() as session:
        for name, role in members.items():
            add_member(session, workspace_id, users[name].user_id, role, actor=OPERATOR, now=NOW)
    return users


def code_in(mail: Mail) -> str:
    """The code of the link in a mail."""
    (link,) = (line for line in mail.text.splitlines() if line.startswith("http"))
    return link.rpartition("/")[2]
