"""The front desk of this web process: made once from the settings when a worker starts, looked up by routes and pages.

Without sign-in (one workspace shown on this machine) there is none.
"""

from omnitrackiq.accounts.encryption import SecretBox
from omnitrackiq.accounts.front_desk import FrontDesk
from omnitrackiq.accounts.mail import open_postbox
from omnitrackiq.accounts.passwords import PasswordHasher
from omnitrackiq.accounts.sessions import SessionSigner
from omnitrackiq.database import open_database
from omnitrackiq.settings import Settings

_desk: FrontDesk | None = None


def make_desk(settings: Settings) -> FrontDesk:
    """The desk that ``settings`` describe; raises WeakKeyError or MailError for settings that cannot work."""
    smtp_url = settings.smtp_url.get_secret_value() if settings.smtp_url else None
    return FrontDesk(
        database=open_database(settings.database_url),
        signer=SessionSigner(settings.secret_key.get_secret_value()),
        hasher=PasswordHasher(settings.password_cost),
        box=SecretBox([key.get_secret_value() for key in settings.encryption_keys]),
        postbox=open_postbox(smtp_url, settings.mail_from, settings.home),
        public_url=settings.public_url,
    )


def install(desk: FrontDesk | None) -> None:
    """Make ``desk`` the one of this process."""
    global _desk
    _desk = desk


def current() -> FrontDesk | None:
    """The desk of this process, or None where nobody signs in."""
    return _desk


def require() -> FrontDesk:
    """The desk of this process; for what exists only where people sign in."""
    if _desk is None:
        raise RuntimeError("This web process has no sign-in.")
    return _desk
