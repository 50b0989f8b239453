"""Tokens that end soon are renewed before use, and the new ones are stored first: the old ones are dead then."""

from collections.abc import Callable, Mapping

from omnitrackiq.accounts.connection_secrets import read_secrets, replace_secrets
from omnitrackiq.accounts.connections import ConnectionRecord
from omnitrackiq.accounts.errors import UnknownConnectionError, UnknownWorkspaceError
from omnitrackiq.accounts.oauth.consent import ConsentError, OAuthApp, PlatformAwayError
from omnitrackiq.accounts.oauth.shopify import Shopify
from omnitrackiq.accounts.workspaces import lock_workspace
from orchestration.installation import Installation
from pipelines.loading.errors import TransientError


def usable_secrets(
    installation: Installation, connection: ConnectionRecord, refused: str | None = None
) -> dict[str, str]:
    """The secrets of ``connection``, good for a while; two who ask at once renew them once.

    ``refused`` is an access token that the platform takes no more: where it is still the stored one, it is renewed too.
    Raises SecretsError, UnknownConnectionError, UnknownWorkspaceError or, when a renewal is refused or impossible right
    now, ConsentError.
    """
    box = installation.secret_box
    with installation.database.reading() as session:
        secrets = read_secrets(session, box, connection)
    app = installation.settings.oauth_app(connection.source)
    if connection.source != "shopify" or app is None or "refresh_token" not in secrets:
        return secrets
    shopify = Shopify(OAuthApp(*app, installation.settings.base_url(connection.source)))
    with installation.database.writing() as session:
        lock_workspace(session, connection.workspace_id)
        secrets = read_secrets(session, box, connection)
        renewed = shopify.renewed(connection.config, secrets, refused)
        if renewed is not None:
            replace_secrets(session, box, connection, renewed, now=installation.wall_clock())
    return renewed or secrets


def renewer_of(installation: Installation, connection: ConnectionRecord) -> Callable[[str], Mapping[str, str]]:
    """What a source calls with a token of ``connection`` that was refused or is about to end during a run.

    It returns the present secrets once they are stored, none where a renewal is refused or the connection is gone;
    raises TransientError when it is impossible right now.
    """

    def renew(refused: str) -> Mapping[str, str]:
        try:
            return usable_secrets(installation, connection, refused)
        except PlatformAwayError as error:
            raise TransientError(str(error)) from error
        except (ConsentError, UnknownConnectionError, UnknownWorkspaceError):
            return {}

    return renew
