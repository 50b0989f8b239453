"""A visitor's page without a browser: Streamlit's own websocket, asked for runs, with every byte that comes back."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin, Subprotocol

_LONGEST_RUN_SECONDS = 300


@dataclass(frozen=True, slots=True)
class PageSession:
    """An open page of one visitor."""

    socket: ClientConnection

    async def run(self, page: str, **query: str) -> bytes:
        """Run a page (its path under /app) with a query; everything that the server sent for it."""
        return b"".join([data async for data in self.messages(page, **query)])

    async def markup(self, page: str, **query: str) -> list[str]:
        """What the page has the browser read as HTML."""
        elements = [ForwardMsg.FromString(data).delta.new_element async for data in self.messages(page, **query)]
        return [element.html.body for element in elements if element.WhichOneof("type") == "html"] + [
            element.markdown.body
            for element in elements
            if element.WhichOneof("type") == "markdown" and element.markdown.allow_html
        ]

    async def messages(self, page: str, **query: str) -> AsyncIterator[bytes]:
        """Run a page; the messages that the server sends until it is done."""
        asked = BackMsg()
        asked.rerun_script.query_string = urlencode(query)
        asked.rerun_script.page_name = page
        await self.socket.send(asked.SerializeToString())
        while True:
            data = await asyncio.wait_for(self.socket.recv(), _LONGEST_RUN_SECONDS)
            assert isinstance(data, bytes)
            yield data
            message = ForwardMsg.FromString(data)
            if message.WhichOneof("type") == "script_finished" and message.script_finished in (
                ForwardMsg.FINISHED_SUCCESSFULLY,
                ForwardMsg.FINISHED_WITH_COMPILE_ERROR,
            ):
                return


async def opened(site: str, cookie: str) -> PageSession | None:
    """The page of whoever has this cookie (``name=value``); None where the server refuses the socket."""
    address = site.replace("http://", "ws://") + "/app/_stcore/stream"
    try:
        socket = await connect(
            address,
            origin=Origin(site),
            subprotocols=[Subprotocol("streamlit")],
            additional_headers={"Cookie": cookie} if cookie else {},
            max_size=None,
            ping_interval=None,
            open_timeout=_LONGEST_RUN_SECONDS,
        )
    except InvalidStatus:
        return None
    return PageSession(socket)


def words_in(seen: bytes, words: Sequence[str]) -> set[str]:
    """Those of ``words`` that were sent."""
    return {word for word in words if word.encode() in seen}
