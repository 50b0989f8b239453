"""Tokens that end soon are renewed before use, and the new ones are stored first: the old ones are dead then."""

from omnitrackiq.accounts.connection_secrets import read_secrets, replace_secrets
from omnitrackiq.accounts.connections import ConnectionRecord
from omnitrackiq.accounts.oauth.consent import OAuthApp
from omnitrackiq.accounts.oauth.shopify import Shopify
from omnitrackiq.accounts.workspaces import lock_workspace
from orchestration.installation import Installation


def usable_secrets(installation: Installation, connection: ConnectionRecord) -> dict[str, str]:
    """The secrets of ``connection``, good for a while; two who ask at once renew them once.

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
        renewed = shopify.renewed(connection.config, secrets)
        if renewed is not None:
            replace_secrets(session, box, connection, renewed, now=installation.wall_clock())
    return renewed or secrets
