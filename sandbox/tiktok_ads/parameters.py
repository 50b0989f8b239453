"""Parameters of a TikTok call: lists and objects are JSON text in the query, or plain members of a JSON body."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sandbox.tiktok_ads.errors import bad_parameter

LARGEST_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Parameters:
    """The merged parameters of one call; every reader raises code 40002 for a value of the wrong kind."""

    values: Mapping[str, Any]

    def text(self, name: str, default: str | None = None) -> str:
        """A required text, unless there is a ``default``."""
        value = self.values.get(name)
        if value in (None, ""):
            if default is None:
                raise bad_parameter(f"{name}: Missing data for required field.")
            return default
        return str(value)

    def decoded(self, name: str) -> Any:
        """A list or object, None when absent."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except json.JSONDecodeError as error:
            raise bad_parameter(f"{name}: Not valid JSON.") from error

    def texts(self, name: str) -> list[str]:
        """A list of texts, empty when absent."""
        value = self.decoded(name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise bad_parameter(f"{name}: Not a valid list.")
        return [str(item) for item in value]

    def members(self, name: str) -> dict[str, Any]:
        """An object, empty when absent."""
        value = self.decoded(name)
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise bad_parameter(f"{name}: Not a valid object.")
        return value

    def day(self, name: str) -> date:
        """A required ``YYYY-MM-DD``."""
        try:
            return date.fromisoformat(self.text(name))
        except ValueError as error:
            raise bad_parameter(f"{name}: Not a valid date.") from error

    def flag(self, name: str) -> bool:
        return str(self.values.get(name, "")).lower() == "true"

    def page(self) -> tuple[int, int]:
        """Page number and size; sizes from 1 to 1000."""
        number, size = self.text("page", "1"), self.text("page_size", "10")
        if not number.isdigit() or int(number) < 1:
            raise bad_parameter("page: Must be greater than or equal to 1.")
        if not size.isdigit() or not 1 <= int(size) <= LARGEST_PAGE:
            raise bad_parameter(f"page_size: Must be between 1 and {LARGEST_PAGE}.")
        return int(number), int(size)


def paged(items: list[Any], parameters: Parameters) -> dict[str, Any]:
    """The ``data`` of a paged list."""
    number, size = parameters.page()
    info = {
        "page": number,
        "page_size": size,
        "total_number": len(items),
        "total_page": -(-len(items) // size),
    }
    return {"list": items[(number - 1) * size : number * size], "page_info": info}
