"""Errors of the Admin API in wire form: what goes into the ``errors`` list of an answer with HTTP status 200."""

from collections.abc import Mapping, Sequence
from typing import Any

from graphql import GraphQLError, Node
from graphql.language import get_location

WireError = dict[str, Any]


class RefusedQueryError(Exception):
    """The query as a whole is refused; ``errors`` is the answer's list and ``cost`` its cost block, if any."""

    def __init__(self, *errors: WireError, cost: Mapping[str, Any] | None = None) -> None:
        super().__init__(errors[0]["message"])
        self.errors = list(errors)
        self.cost = cost


def wire_error(message: str, code: str | None = None, path: Sequence[str | int] = (), **details: Any) -> WireError:
    """One entry: message, the path it is about, and a machine-readable code with its details."""
    error: WireError = {"message": message}
    if path:
        error["path"] = list(path)
    if code:
        error["extensions"] = {"code": code, **details}
    return error


def syntax_error(error: GraphQLError) -> WireError:
    """A document that cannot be parsed."""
    place = error.locations[0] if error.locations else None
    at = f" at [{place.line}, {place.column}]" if place else ""
    return located(wire_error(error.message.lower() + at, "parseError"), error)


def validation_error(error: GraphQLError) -> WireError:
    """A document that does not fit the schema; rules of ours bring their code along."""
    details = dict(error.extensions or {})
    code = details.pop("code", "invalidDocument")
    return located(wire_error(error.message, code, **details), error)


def located(wire: WireError, error: GraphQLError) -> WireError:
    """``wire`` with the line and column of ``error``."""
    if error.locations:
        wire["locations"] = [{"line": place.line, "column": place.column} for place in error.locations]
    return wire


def location_of(node: Node) -> dict[str, int]:
    """Line and column of a node of a parsed document."""
    assert node.loc is not None
    place = get_location(node.loc.source, node.loc.start)
    return {"line": place.line, "column": place.column}


def access_denied(field: str, scope: str, path: Sequence[str | int]) -> WireError:
    """A field that the token's scopes do not cover; its value is null."""
    required = f"`{scope}` access scope."
    return wire_error(
        f"Access denied for {field} field. Required access: {required}",
        "ACCESS_DENIED",
        path,
        documentation="https://shopify.dev/api/usage/access-scopes",
        requiredAccess=required,
    )


def not_approved(field: str, path: Sequence[str | int]) -> WireError:
    """A field with data of customers that the app is not approved for, whatever its scopes; its value is null."""
    return wire_error(
        f"This app is not approved to use the {field} field.",
        "ACCESS_DENIED",
        path,
        documentation="https://shopify.dev/docs/apps/launch/protected-customer-data",
    )
