"""Refusals of the Google Analytics Data API."""

from dataclasses import dataclass
from typing import Any

from starlette.responses import JSONResponse

_STATUSES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
}


@dataclass(slots=True)
class DataApiError(Exception):
    """One refusal, by HTTP status and message."""

    status: int
    message: str

    def response(self) -> JSONResponse:
        """The refusal in the envelope of all Google APIs."""
        error: dict[str, Any] = {
            "code": self.status,
            "message": self.message,
            "status": _STATUSES[self.status],
        }
        return JSONResponse({"error": error}, status_code=self.status)


def bad_request(message: str) -> DataApiError:
    """A request that the API does not understand."""
    return DataApiError(400, message)


SIGN_IN_FAULT = (
    "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid "
    "authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project."
)
FOREIGN_PROPERTY = (
    "User does not have sufficient permissions for this property. To learn more about Property ID, see "
    "https://developers.google.com/analytics/devguides/reporting/data/v1/property-id."
)
