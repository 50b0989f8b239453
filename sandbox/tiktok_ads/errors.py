"""The codes of TikTok's refusals. Every answer is HTTP 200; only the code tells."""


class ApiError(Exception):
    """A refusal with the platform's ``code`` and message."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def no_token() -> ApiError:
    return ApiError(40104, "Access token is empty.")


def dead_token() -> ApiError:
    return ApiError(40105, "Access token is incorrect or has been revoked.")


def bad_code() -> ApiError:
    return ApiError(40110, "The auth_code is used, expired or belongs to another app.")


def no_permission(advertiser_id: str) -> ApiError:
    """The advertiser is unknown, or not granted to this token."""
    return ApiError(40001, f"No permission to operate advertiser: {advertiser_id}")


def bad_parameter(message: str) -> ApiError:
    return ApiError(40002, message)


def unknown_version(version: str) -> ApiError:
    return ApiError(40006, f"The API version {version} does not exist.")


def unknown_path(path: str) -> ApiError:
    return ApiError(40400, f"The path {path} does not exist.")
