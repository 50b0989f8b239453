"""Answers in JSON."""

from typing import Any

import orjson
from starlette.responses import JSONResponse


class JsonAnswer(JSONResponse):
    """Starlette's answer, made by a quicker encoder: reports are large."""

    def render(self, content: Any) -> bytes:
        return orjson.dumps(content)
