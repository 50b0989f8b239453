"""The entrance and its gate over a control database, asked by HTTP, with a stand-in for the pages behind it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket

from dashboards import front_desk
from dashboards.form_guard import TOKEN_FIELD
from dashboards.gate import Gate
from dashboards.guard import Guard
from dashboards.pages import PAGES
from dashboards.routes import routes
from dashboards.web import routes_with_sign_in
from omnitrackiq.accounts.front_desk import FrontDesk
from omnitrackiq.accounts.sessions import SessionSigner
from omnitrackiq.database import Database, open_database
from omnitrackiq.migrations.upgrading import migrate
from tests.omnitrackiq.accounts.people import BOX, HASHER, PASSWORD, Postbox, code_in

HOST = "127.0.0.1"
ASSETS = Path(__file__).parents[3] / "dashboards" / "assets"
KEY = "k3Jx0-vQ9sLw7ZrT2mNb8pYcE5dHf4Ga"


@dataclass
class Door:
    """A browser at the entrance of an installation."""

    client: TestClient
    desk: FrontDesk
    postbox: Postbox

    @property
    def database(self) -> Database:
        return self.desk.database

    def another(self) -> "Door":
        """A second browser."""
        client = TestClient(self.client.app, base_url=f"http://{HOST}", follow_redirects=False)
        return Door(client, self.desk, self.postbox)

    def token(self, page: str) -> str:
        """The form token of a page."""
        found = re.search(rf'name="{TOKEN_FIELD}" value="([0-9a-f]+)"', self.client.get(page).text)
        assert found, page
        return found[1]

    def post(self, path: str, page: str | None = None, **fields: str) -> httpx.Response:
        """Fill in the form of ``page`` (the same path unless given) and send it."""
        data = {TOKEN_FIELD: self.token(page or path), **fields}
        return self.client.post(path, data=data, headers={"Origin": f"http://{HOST}"})

    def sign_in(self, email: str = "ann@example.com", password: str = PASSWORD, **more: str) -> httpx.Response:
        return self.post("/login", email=email, password=password, **more)

    def newest_code(self) -> str:
        return code_in(self.postbox.mails[-1])


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    """A door of an installation with nobody in it."""
    with door_of(f"sqlite:///{tmp_path / 'control.sqlite'}") as door:
        yield door


@contextmanager
def door_of(url: str) -> Iterator[Door]:
    """A door of the installation whose empty control database is at ``url``."""
    migrate(url)
    postbox = Postbox()
    desk = FrontDesk(open_database(url), SessionSigner(KEY), HASHER, BOX, postbox, f"http://{HOST}")
    front_desk.install(desk)
    yield Door(TestClient(application(desk), base_url=f"http://{HOST}", follow_redirects=False), desk, postbox)
    front_desk.install(None)
    desk.database.close()


def application(desk: FrontDesk) -> Starlette:
    """The entrance as the web process has it, with stand-ins for Streamlit."""

    async def behind(request: Request) -> Response:
        return PlainTextResponse(f"behind the gate: {request.url.path}")

    async def stream(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_text("behind the gate")
        await websocket.close()

    return Starlette(
        routes=[
            *routes(ASSETS),
            *routes_with_sign_in(),
            WebSocketRoute("/app/_stcore/stream", stream),
            Route("/app/{anything:path}", behind),
        ],
        middleware=[
            Middleware(Guard, hosts=[HOST, "app.example.com"], pages=[page.path for page in PAGES]),
            Middleware(Gate, desk=desk, pages=PAGES),
        ],
    )
