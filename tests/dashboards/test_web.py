"""The web process: what it refuses to serve, and what it answers to requests that are no page."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from cryptography.fernet import Fernet

from dashboards.__main__ import main
from tests.end_to_end.served import served_pages

SECRETS = {
    "OMNITRACKIQ_SECRET_KEY": "a-long-secret-for-tests-0123456789",
    "OMNITRACKIQ_PII_KEY": "another-long-secret-for-tests-987654",
    "OMNITRACKIQ_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
    "OMNITRACKIQ_PUBLIC_URL": "https://example.com",
    "OMNITRACKIQ_TRUSTED_PROXIES": "127.0.0.1",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site with nothing published."""
    with served_pages(tmp_path_factory.mktemp("home"), "demo-1") as url:
        yield url


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, and no settings of the developer."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OMNITRACKIQ_HOME", str(tmp_path))
    monkeypatch.delenv("OMNITRACKIQ_ENV", raising=False)
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--workspace=demo-1", "--host=0.0.0.0"], "may not be served on 0.0.0.0"),
        (["--workspace=demo-1", "--host=example.com"], "may not be served on example.com"),
        (["--workspace=../demo-1"], "3 to 40 lower-case letters"),
        (["--workspace=demo-1", "--workers=0"], "At least one worker"),
        (["--host=0.0.0.0"], "Passwords would travel unencrypted"),
        (["--workers=0"], "At least one worker"),
    ],
)
def test_what_is_not_allowed_is_refused_in_one_sentence(
    home: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str
) -> None:
    assert main(arguments) == 1
    said = capsys.readouterr()
    assert sentence in said.err
    assert said.err.count("\n") == 1
    assert said.out == ""


def test_production_shows_nothing_without_sign_in(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {**SECRETS, "OMNITRACKIQ_ENV": "production"}.items():
        monkeypatch.setenv(name, value)
    assert main(["--workspace=demo-1"]) == 1
    assert "not shown without sign-in" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"OMNITRACKIQ_SECRET_KEY": "short"}, "OMNITRACKIQ_SECRET_KEY must have at least 32 bytes"),
        ({"SMTP_URL": "mail.example.com"}, "SMTP_URL is not an address"),
        ({"SMTP_URL": "smtp://mail.example.com"}, "MAIL_FROM must say"),
        ({"OMNITRACKIQ_ENV": "production", **SECRETS}, "omnitrackiq migrate"),
        ({"OMNITRACKIQ_ENV": "production", **SECRETS, "OMNITRACKIQ_PASSWORD_COST": "11"}, "at least 12 in production"),
        ({"OMNITRACKIQ_ENV": "production", **SECRETS, "OMNITRACKIQ_PUBLIC_URL": "http://a.example"}, "https://"),
        ({"OMNITRACKIQ_ENV": "production", **SECRETS, "OMNITRACKIQ_TRUSTED_PROXIES": ""}, "proxy that ends TLS"),
    ],
    ids=["short key", "no mail scheme", "no sender", "no database", "cheap passwords", "plain http", "no proxy"],
)
def test_nobody_can_sign_in_where_that_would_not_be_safe(
    home: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    variables: dict[str, str],
    sentence: str,
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert main([]) == 1
    said = capsys.readouterr()
    assert sentence in said.err
    assert (said.err.count("\n"), said.out) == (1, "")


def test_wrong_usage_exits_with_two(home: Path) -> None:
    for arguments in (["--nonsense"], ["--workspace=demo-1", "--port=x"]):
        with pytest.raises(SystemExit) as caught:
            main(arguments)
        assert caught.value.code == 2


def test_a_taken_port_is_said(site: str, tmp_path: Path) -> None:
    port = site.rpartition(":")[2]
    command = [sys.executable, "-m", "dashboards", f"--port={port}", "--workspace=demo-1"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert ended.returncode == 1
    assert f"Port {port} of 127.0.0.1 is taken: choose another with --port." in ended.stderr


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/healthz", 200),
        ("/readyz", 200),
        ("/app/", 200),
        ("/app/_stcore/health", 200),
        ("/assets/fonts/inter-latin.woff2", 200),
        ("/app/_stcore/metrics", 404),
        ("/app/_stcore/script-health-check", 404),
        ("/app/_stcore/agent/openapi.json", 404),
        ("/app/_stcore/upload_file/a/b", 404),
        ("/app/media/x.png", 404),
        ("/app/component/x/index.html", 404),
        ("/app/no-such-page", 404),
        ("/app/static/../../../../etc/passwd", 404),
        ("/assets/../entry.py", 404),
        ("/elsewhere", 404),
    ],
)
def test_only_what_is_meant_to_be_open_is_open(site: str, path: str, status: int) -> None:
    request = httpx.Request("GET", site)
    request.url = request.url.copy_with(raw_path=path.encode())
    with httpx.Client() as client:
        answer = client.send(request)
    if "passwd" in path or "entry.py" in path:
        assert answer.status_code in (400, 404)
    else:
        assert answer.status_code == status


@pytest.mark.parametrize("path", ["/", "/app", "/app/", "/healthz", "/assets/icon.svg", "/app/no-such-page"])
def test_every_answer_carries_the_security_headers(site: str, path: str) -> None:
    headers = httpx.get(f"{site}{path}").headers
    policy = dict(rule.split(" ", 1) for rule in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["object-src"] == "'none'"
    assert "unsafe" not in policy["script-src"]
    assert policy["script-src"].count("sha256-") == 1
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert "server" not in headers


@pytest.mark.parametrize("path", ["/app/", "/app/_stcore/health", "/app/_stcore/host-config"])
def test_pages_set_no_cookie_beside_ours(site: str, path: str) -> None:
    answer = httpx.get(f"{site}{path}")
    assert (answer.status_code, answer.headers.get_list("set-cookie")) == (200, [])


@pytest.mark.parametrize(
    ("path", "location"),
    [("/", "/app/"), ("/app", "/app/"), ("/app?period=7d", "/app/?period=7d"), ("/app?//evil.com", "/app/?//evil.com")],
)
def test_redirects_are_relative(site: str, path: str, location: str) -> None:
    answer = httpx.get(f"{site}{path}")
    assert answer.status_code == 307
    assert answer.headers["location"] == location


@pytest.mark.parametrize("host", ["evil.com", "127.0.0.1.evil.com", "localhost@evil.com", "", "[::1"])
def test_foreign_host_names_are_refused(site: str, host: str) -> None:
    assert httpx.get(f"{site}/app/", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1234", "127.0.0.1", "[::1]:80"])
def test_names_of_this_machine_are_served(site: str, host: str) -> None:
    assert httpx.get(f"{site}/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, 101),
        ({"Host": "evil.com"}, 403),
        ({"Origin": "https://evil.com"}, 403),
    ],
)
def test_the_websocket_opens_for_this_site_only(site: str, changes: dict[str, str], status: int) -> None:
    headers = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Protocol": "streamlit",
        "Origin": site,
    }
    with (
        httpx.Client() as client,
        client.stream("GET", f"{site}/app/_stcore/stream", headers=headers | changes) as answer,
    ):
        assert answer.status_code == status


def test_several_workers_serve_one_port_and_stop_together(tmp_path: Path) -> None:
    with served_pages(tmp_path, "demo-1", "--workers=2") as url:
        assert {httpx.get(f"{url}/app/").status_code for _ in range(20)} == {200}
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{url}/healthz")
