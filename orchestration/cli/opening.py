"""What nearly every command begins with."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from orchestration.installation import Installation


def opened_installation() -> "Installation":
    """The installation of the environment, its control database of this release.

    In development an older or empty database is upgraded on the way; in production MigrationError says to migrate.
    """
    from omnitrackiq.migrations.upgrading import require_current
    from omnitrackiq.settings import load_settings
    from orchestration.installation import open_installation

    settings = load_settings()
    require_current(settings.database_url, upgrade=settings.env == "development")
    return open_installation(settings)
