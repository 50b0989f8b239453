"""The headers that every Google Ads call must carry."""

from starlette.requests import Request

from sandbox.context import SandboxContext
from sandbox.google_ads.failures import GoogleAdsError, request_fault, sign_in_fault
from sandbox.google_sign_in import TokenState, bearer_state


def signed_in_workspace(context: SandboxContext, request: Request) -> str:
    """The workspace whose user signed the request in; raises GoogleAdsError for a bad token, developer token or id."""
    state, workspace_id = bearer_state(context, request, "google_ads")
    if state is TokenState.EXPIRED:
        raise sign_in_fault("OAUTH_TOKEN_EXPIRED", "OAuth token in the header is expired.")
    if state is TokenState.REVOKED:
        raise sign_in_fault("OAUTH_TOKEN_REVOKED", "OAuth token in the header has been revoked.")
    if workspace_id is None:
        raise sign_in_fault("OAUTH_TOKEN_INVALID", "OAuth token in the header is not valid.")
    developer_token = request.headers.get("developer-token")
    if developer_token is None:
        raise request_fault("DEVELOPER_TOKEN_PARAMETER_MISSING", "The developer token is missing.")
    if developer_token != context.credentials.developer_token:
        raise sign_in_fault("DEVELOPER_TOKEN_INVALID", "The developer token is not valid.")
    login = request.headers.get("login-customer-id")
    if login is not None and not login.isdigit():
        raise GoogleAdsError(
            400, "headerError", "INVALID_LOGIN_CUSTOMER_ID", "The login customer id must be digits without dashes."
        )
    return workspace_id
