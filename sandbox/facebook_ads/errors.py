"""The Graph API's faults, with the codes and envelopes that clients decide on."""

from typing import Any


class GraphError(Exception):
    """A refusal: ``code`` and ``subcode`` as Meta numbers them, ``status`` of HTTP."""

    def __init__(
        self,
        message: str,
        code: int,
        subcode: int | None = None,
        *,
        status: int = 400,
        kind: str = "OAuthException",
        transient: bool = False,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.subcode = subcode
        self.status = status
        self.kind = kind
        self.transient = transient

    def envelope(self, trace: str) -> dict[str, Any]:
        """The JSON body; ``trace`` is the fbtrace_id."""
        error: dict[str, Any] = {"message": self.message, "type": self.kind, "code": self.code}
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        error |= {"is_transient": self.transient, "fbtrace_id": trace}
        return {"error": error}


def no_token() -> GraphError:
    """The request names no token at all."""
    return GraphError("An active access token must be used to query information about the current user.", 2500)


def dead_token() -> GraphError:
    """The token is unknown, expired or revoked."""
    message = "Error validating access token: Session has expired or the token has been revoked."
    return GraphError(message, 190, 463, status=401)


def forbidden_account() -> GraphError:
    """The account exists, but nobody granted it to this token."""
    message = "(#200) Ad account owner has NOT grant ads_management or ads_read permission"
    return GraphError(message, 200, status=403)


def unknown_object(object_id: str) -> GraphError:
    """No such object, or none that this token may see."""
    message = (
        f"Unsupported get request. Object with ID '{object_id}' does not exist, cannot be loaded due to missing "
        "permissions, or does not support this operation."
    )
    return GraphError(message, 100, 33, kind="GraphMethodException")


def unknown_path() -> GraphError:
    return GraphError("Unknown path components", 2500)


def unknown_field(field: str, node: str) -> GraphError:
    return GraphError(f"(#100) Tried accessing nonexisting field ({field}) on node type ({node})", 100)


def bad_parameter(message: str) -> GraphError:
    return GraphError(f"(#100) {message}", 100)


def too_old() -> GraphError:
    """Insights reach back 37 months."""
    message = "(#3018) The start date of the time range cannot be beyond 37 months from the current date"
    return GraphError(message, 3018, 1504033)


def retired_version(newest: str) -> GraphError:
    message = (
        f"(#2635) You are calling a deprecated version of the Ads API. Please update to the latest version: {newest}."
    )
    return GraphError(message, 2635)


def too_much_data() -> GraphError:
    """The page asked for is larger than the service is willing to build."""
    message = "Please reduce the amount of data you're asking for, then retry your request"
    return GraphError(message, 1, status=500)
