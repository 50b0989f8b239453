"""Pages run in process for somebody who is signed in, as their callbacks and draws ask for them."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboards import acting, admission
from dashboards.admission import Admission, admit_browser
from dashboards.cookies import session_cookie
from omnitrackiq.accounts.permissions import Action
from omnitrackiq.accounts.sessions import start_session
from omnitrackiq.accounts.signing_in import actor_of
from omnitrackiq.accounts.users import User
from tests.dashboards.entrance.conftest import Door

VIEWS = Path(acting.__file__).parent / "views"

Visit = Callable[[User], None]


def visiting(door: Door, monkeypatch: pytest.MonkeyPatch) -> Visit:
    """Makes a user the one who looks at ``brand``, from the next run of a page on."""

    def visit(user: User) -> None:
        with door.database.writing() as session:
            token = start_session(session, door.desk.signer, user.user_id, address="x", now=datetime.now(UTC))
        cookies = {session_cookie(door.desk): token}

        def admit(action: Action = "read_dashboards") -> Admission:
            return admit_browser(door.desk, cookies, ["brand"], action)

        monkeypatch.setattr(admission, "admit", admit)
        monkeypatch.setattr(acting, "admit", admit)
        monkeypatch.setattr(acting, "actor_of", lambda who, _address: actor_of(who, "127.0.0.1"))

    return visit


def page(name: str) -> AppTest:
    """A page, drawn."""
    return AppTest.from_file(str(VIEWS / f"{name}.py"), default_timeout=60).run()
