"""The decoded body of an answer, read once for everyone who asks: the error table and the caller."""

import codecs
from typing import Any

import httpx
import orjson

_KEPT = "decoded_body"


def decoded(response: httpx.Response) -> Any:
    """The body's JSON; raises ValueError where it is none, RecursionError where it is nested too deeply."""
    if _KEPT not in response.extensions:
        response.extensions[_KEPT] = _decode(response.content)
    return response.extensions[_KEPT]


def _decode(content: bytes) -> Any:
    try:
        return orjson.loads(content.removeprefix(codecs.BOM_UTF8))
    except orjson.JSONDecodeError as error:
        # orjson has no class of its own for this.
        if error.msg.startswith("depth limit"):
            raise RecursionError(error.msg) from error
        raise
