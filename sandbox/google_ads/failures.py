"""Refusals of the Google Ads API, in the envelope that its REST interface sends."""

from dataclasses import dataclass, field
from typing import Any

_MESSAGE_OF_STATUS = {
    400: ("INVALID_ARGUMENT", "Request contains an invalid argument."),
    401: (
        "UNAUTHENTICATED",
        "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other "
        "valid authentication credential.",
    ),
    403: ("PERMISSION_DENIED", "The caller does not have permission"),
    404: ("NOT_FOUND", "Requested entity was not found."),
    429: ("RESOURCE_EXHAUSTED", "Resource has been exhausted (e.g. check quota)."),
    500: ("INTERNAL", "Internal error encountered."),
    503: ("UNAVAILABLE", "The service is currently unavailable."),
    504: ("DEADLINE_EXCEEDED", "Deadline exceeded."),
}


@dataclass(slots=True)
class GoogleAdsError(Exception):
    """One refusal: HTTP ``status``, error ``family`` and ``name`` as in ``{"queryError": "UNRECOGNIZED_FIELD"}``."""

    status: int
    family: str
    name: str
    message: str
    details: dict[str, Any] = field(default_factory=dict)
    field_name: str | None = None

    def body(self, version: int, request_id: str) -> dict[str, Any]:
        """The ``{"error": …}`` object that ``search`` sends bare and ``searchStream`` inside an array."""
        status, text = _MESSAGE_OF_STATUS[self.status]
        error: dict[str, Any] = {"errorCode": {self.family: self.name}, "message": self.message}
        if self.details:
            error["details"] = self.details
        if self.field_name:
            error["location"] = {"fieldPathElements": [{"fieldName": self.field_name}]}
        failure = {
            "@type": f"type.googleapis.com/google.ads.googleads.v{version}.errors.GoogleAdsFailure",
            "errors": [error],
            "requestId": request_id,
        }
        return {"error": {"code": self.status, "message": text, "status": status, "details": [failure]}}


def query_fault(name: str, message: str, field_name: str | None = None) -> GoogleAdsError:
    """A refused query: HTTP 400 with a queryError."""
    return GoogleAdsError(400, "queryError", name, message, field_name=field_name)


def request_fault(name: str, message: str) -> GoogleAdsError:
    """A refused request: HTTP 400 with a requestError."""
    return GoogleAdsError(400, "requestError", name, message)


def permission_fault(name: str, message: str) -> GoogleAdsError:
    """A refused account: HTTP 403 with an authorizationError."""
    return GoogleAdsError(403, "authorizationError", name, message)


def sign_in_fault(name: str, message: str) -> GoogleAdsError:
    """A refused credential: HTTP 401 with an authenticationError."""
    return GoogleAdsError(401, "authenticationError", name, message)
