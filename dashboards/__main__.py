"""``python -m dashboards``: the web process.

People sign in, and see the workspaces that they belong to. With ``--workspace`` it shows that one to whoever sits at
this machine: then it listens on loopback only and refuses to run in production.
"""

import argparse
import hmac
import os
import sys
from collections.abc import Sequence
from datetime import date
from ipaddress import ip_address
from urllib.parse import urlsplit

import uvicorn
from uvicorn.supervisors import Multiprocess

from dashboards.front_desk import make_desk
from dashboards.serving import Serving, hand_over
from omnitrackiq.errors import ExpectedError
from omnitrackiq.migrations.upgrading import require_current
from omnitrackiq.settings import Settings, load_settings
from omnitrackiq.warehouse.identifiers import checked_workspace_id

_BACKLOG = 2048


class ServeRefusedError(ExpectedError):
    """The pages may not be served like that."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until stopped; 0 after a clean stop, 1 with one sentence when serving is refused or fails."""
    options = _parser().parse_args(arguments)
    try:
        settings = load_settings()
        serving = _serving(options, settings)
        if serving.workspace_id is None:
            _check_sign_in(settings)
        hand_over(serving)
        os.environ.setdefault("STREAMLIT_SERVER_COOKIE_SECRET", _cookie_secret(settings))
        return _run(options.host, options.port, options.workers, settings.trusted_proxies or ())
    except ExpectedError as error:
        sys.stderr.write(f"{error}\n")
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m dashboards", description="Serve the pages.")
    parser.add_argument("--host", default="127.0.0.1", help="loopback address to listen on")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on; 0 takes a free one")
    parser.add_argument("--workers", type=int, default=1, help="number of processes")
    parser.add_argument("--workspace", help="show this workspace without sign-in, on this machine only")
    parser.add_argument("--only", choices=["pages"], help="serve the pages without the rest")
    parser.add_argument(
        "--today", type=date.fromisoformat, metavar="DATE", help="show the pages as on this day (default: the real one)"
    )
    return parser


def _serving(options: argparse.Namespace, settings: Settings) -> Serving:
    public = urlsplit(settings.public_url)
    if options.workspace is not None and settings.env == "production":
        raise ServeRefusedError("A workspace is not shown without sign-in (--workspace) in production.")
    if options.workspace is not None and not _is_loopback(options.host):
        raise ServeRefusedError(f"Without sign-in the pages may not be served on {options.host}: use 127.0.0.1.")
    if not _is_loopback(options.host) and public.scheme != "https":
        raise ServeRefusedError(
            f"Passwords would travel unencrypted to {options.host}: serve on 127.0.0.1, or behind a proxy that ends "
            "TLS and set OMNITRACKIQ_PUBLIC_URL to its https address."
        )
    if options.workers < 1:
        raise ServeRefusedError("At least one worker is needed.")
    return Serving(
        warehouse=settings.warehouse,
        workspace_id=None if options.workspace is None else checked_workspace_id(options.workspace),
        allowed_hosts=("localhost", "127.0.0.1", "[::1]", options.host, str(public.hostname)),
        today=options.today,
    )


def _check_sign_in(settings: Settings) -> None:
    """Find out now, not at the first visit, whether people can sign in."""
    require_current(settings.database_url, upgrade=settings.env == "development")
    make_desk(settings).database.close()
    if settings.smtp_url is None:
        sys.stderr.write(f"Without SMTP_URL mails are laid into {settings.home / 'outbox'}.\n")


def _run(host: str, port: int, workers: int, trusted_proxies: Sequence[str]) -> int:
    config = uvicorn.Config(
        "dashboards.web:create",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=bool(trusted_proxies),
        forwarded_allow_ips=list(trusted_proxies),
        backlog=_BACKLOG,
        timeout_graceful_shutdown=5,
        # A worker that is still starting on a busy machine must not be taken for a dead one and started again.
        timeout_worker_healthcheck=60,
    )
    try:
        socket = config.bind_socket()
    except SystemExit:
        raise ServeRefusedError(f"Port {port} of {host} is taken: choose another with --port.") from None
    # From here on connections wait instead of being refused, so whoever reads the line may come.
    socket.listen(_BACKLOG)
    shown = f"[{host}]" if ":" in host else host
    sys.stdout.write(f"Serving http://{shown}:{socket.getsockname()[1]}/app\n")
    sys.stdout.flush()
    if workers > 1:
        Multiprocess(config, sockets=[socket]).run()
    else:
        uvicorn.Server(config).run(sockets=[socket])
    return 0


def _cookie_secret(settings: Settings) -> str:
    """Streamlit's own cookies must be good at every worker; the secret is made from ours, which stays unknown to it."""
    return hmac.new(settings.secret_key.get_secret_value().encode(), b"streamlit cookies", "sha256").hexdigest()


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


if __name__ == "__main__":
    sys.exit(main())
