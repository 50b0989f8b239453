"""What signing in and up works with, as one value made from the settings."""

from dataclasses import dataclass

from omnitrackiq.accounts.encryption import SecretBox
from omnitrackiq.accounts.mail import Postbox
from omnitrackiq.accounts.passwords import PasswordHasher
from omnitrackiq.accounts.sessions import SessionSigner
from omnitrackiq.database import Database


@dataclass(frozen=True, slots=True)
class FrontDesk:
    """The control database, the keys, the box that seals secrets, and the postbox.

    ``public_url`` is what links in mails begin with.
    """

    database: Database
    signer: SessionSigner
    hasher: PasswordHasher
    box: SecretBox
    postbox: Postbox
    public_url: str
