"""The raw body of a request, as far as it is of a modest size."""

from starlette.exceptions import HTTPException
from starlette.requests import Request


async def read_body(request: Request, largest: int) -> bytes:
    """The bytes exactly as they were sent; raises HTTPException 413 as soon as there are more than ``largest``."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > largest:
            raise HTTPException(413, "That is too much.")
    return bytes(body)
