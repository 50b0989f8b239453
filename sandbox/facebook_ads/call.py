"""One Graph API call, however it came in: a request of its own or an item of a batch."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.facebook_ads.errors import bad_parameter


@dataclass(frozen=True, slots=True)
class Call:
    """``path`` has neither version nor slashes; ``params`` holds query and form; ``origin`` is scheme and host."""

    method: str
    version: str
    path: tuple[str, ...]
    params: Mapping[str, str]
    token: str | None
    origin: str

    def json(self, name: str, default: Any = None) -> Any:
        """A parameter that is JSON text; raises error 100 when it is not."""
        text = self.params.get(name)
        if not text:
            return default
        try:
            return json.loads(text)
        except json.JSONDecodeError as error:
            raise bad_parameter(f"param {name} must be valid JSON.") from error

    def texts(self, name: str) -> tuple[str, ...]:
        """A list parameter, written as a JSON array or separated by commas."""
        text = self.params.get(name, "").strip()
        if text.startswith("["):
            return tuple(str(item) for item in self.json(name))
        return tuple(part.strip().strip('"') for part in text.split(",") if part.strip())

    def whole(self, name: str, default: int) -> int:
        """A whole number above zero; raises error 100 when it is none."""
        text = self.params.get(name)
        if not text:
            return default
        if not text.isdigit() or int(text) == 0:
            raise bad_parameter(f"param {name} must be an integer greater than zero")
        return int(text)

    def flag(self, name: str) -> bool:
        return self.params.get(name, "").lower() in {"1", "true"}
