"""Forms that only our own pages can send: same origin, a token tied to the browser, and a body of modest size."""

import hashlib
import hmac
from collections.abc import AsyncGenerator, Mapping
from urllib.parse import parse_qsl, urlsplit

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from dashboards.bodies import read_body
from dashboards.cookies import form_cookie, new_form_value
from omnitrackiq.accounts.front_desk import FrontDesk

TOKEN_FIELD = "form_token"
_LARGEST_BODY = 32 * 1024
_MOST_FIELDS = 30
_LARGEST_FILE = 8 * 1024 * 1024
_UNREADABLE = "The form cannot be read."
_STALE = "This page was open for too long or came from elsewhere: go back, reload it and try again."


def form_value(cookies: Mapping[str, str], desk: FrontDesk) -> str:
    """What the browser's forms are tied to: what its cookie says, or something fresh that it is to be given."""
    return cookies.get(form_cookie(desk)) or new_form_value()


def form_token(desk: FrontDesk, value: str) -> str:
    """The token for the forms of a browser whose cookie holds ``value``."""
    return hmac.new(desk.signer.key.encode(), f"form {value}".encode(), hashlib.sha256).hexdigest()


async def read_form(request: Request, desk: FrontDesk) -> dict[str, str]:
    """The fields of a posted form, the last of each name.

    Raises HTTPException: 403 unless one of our own pages sent it, 413 for a large body, 415 for another kind.
    """
    _check_origin(request, desk)
    _check_kind(request, "application/x-www-form-urlencoded")
    body = await read_body(request, _LARGEST_BODY)
    try:
        pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise HTTPException(400, _UNREADABLE) from None
    fields = dict(pairs)
    _check_token(request, desk, fields.pop(TOKEN_FIELD, ""))
    return fields


async def read_file_form(request: Request, desk: FrontDesk, field: str) -> tuple[str, bytes]:
    """The name and the content of the file ``field`` of a posted form, both empty where none was chosen.

    Raises HTTPException: 403 unless one of our own pages sent it, 413 for a large body, 415 for another kind.
    """
    _check_origin(request, desk)
    _check_kind(request, "multipart/form-data")
    body = await read_body(request, _LARGEST_FILE)
    try:
        form = await MultiPartParser(request.headers, _once(body), max_files=1, max_fields=_MOST_FIELDS).parse()
    except (MultiPartException, KeyError):
        raise HTTPException(400, _UNREADABLE) from None
    try:
        _check_token(request, desk, str(form.get(TOKEN_FIELD, "")))
        file = form.get(field)
        return (file.filename or "", await file.read()) if isinstance(file, UploadFile) else ("", b"")
    finally:
        await form.close()


async def _once(body: bytes) -> AsyncGenerator[bytes, None]:
    yield body


def _check_kind(request: Request, kind: str) -> None:
    if request.headers.get("content-type", "").partition(";")[0].strip() != kind:
        raise HTTPException(415, "Only a form can be sent here.")


def _check_token(request: Request, desk: FrontDesk, given: str) -> None:
    value = request.cookies.get(form_cookie(desk), "")
    if not value or not hmac.compare_digest(given.encode(), form_token(desk, value).encode()):
        raise HTTPException(403, _STALE)


def _check_origin(request: Request, desk: FrontDesk) -> None:
    """Browsers say where a form comes from; the guard has checked the host name that they asked for."""
    origin = request.headers.get("origin")
    if origin is None:
        if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
            raise HTTPException(403, _STALE)
        return
    parts, public = urlsplit(origin), urlsplit(desk.public_url)
    ours = (parts.scheme, parts.netloc) == (public.scheme, public.netloc)
    if public.scheme == "http":
        ours = ours or (parts.scheme == "http" and parts.netloc == request.headers.get("host"))
    if not ours:
        raise HTTPException(403, _STALE)
