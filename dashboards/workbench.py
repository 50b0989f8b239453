"""What connecting accounts needs beside the front desk: the box that seals secrets, and the scheduler's address."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from omnitrackiq.accounts.encryption import SecretBox
from omnitrackiq.accounts.oauth.consent import OAuthApp, Provider
from omnitrackiq.accounts.oauth.providers import PROVIDERS
from omnitrackiq.settings import Settings


@dataclass(frozen=True, slots=True)
class Workbench:
    """The tools of this web process."""

    box: SecretBox = field(repr=False)
    dagster_url: str
    app_secrets: frozenset[str]
    """The names of those secrets of an OAuth app that the installation has itself."""

    webhook_secrets: tuple[str, ...] = field(default=(), repr=False)
    """What Shopify signs the webhooks of the installation's app with."""

    providers: Mapping[str, Provider] = field(default_factory=dict)
    """The sources that people can connect by signing in to the platform."""


_workbench: Workbench | None = None


def make_workbench(settings: Settings) -> Workbench:
    """The workbench that ``settings`` describe."""
    google = {
        "client_id": settings.google_client_id,
        "client_secret": settings.google_client_secret,
        "developer_token": settings.google_ads_developer_token,
    }
    apps = {source: settings.oauth_app(source) for source in PROVIDERS}
    return Workbench(
        SecretBox([key.get_secret_value() for key in settings.encryption_keys]),
        settings.dagster_url,
        frozenset(name for name, value in google.items() if value),
        settings.shopify_app_secrets,
        {source: PROVIDERS[source](OAuthApp(*app, settings.base_url(source))) for source, app in apps.items() if app},
    )


def install(workbench: Workbench | None) -> None:
    """Make ``workbench`` the one of this process."""
    global _workbench
    _workbench = workbench


def require() -> Workbench:
    """The workbench of this process; for what exists only where people sign in."""
    if _workbench is None:
        raise RuntimeError("This web process connects no accounts.")
    return _workbench
