"""``python -m dashboards``: the web process.

Until sign-in exists it shows one workspace to whoever sits at this machine: it listens on loopback only and refuses
to run in production.
"""

import argparse
import hmac
import os
import sys
from collections.abc import Sequence
from datetime import date
from ipaddress import ip_address

import uvicorn
from uvicorn.supervisors import Multiprocess

from dashboards.serving import Serving, hand_over
from omnitrackiq.errors import ExpectedError
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
        hand_over(_serving(options, settings))
        os.environ.setdefault("STREAMLIT_SERVER_COOKIE_SECRET", _cookie_secret(settings))
        return _run(options.host, options.port, options.workers)
    except ExpectedError as error:
        sys.stderr.write(f"{error}\n")
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m dashboards", description="Serve the pages of one workspace.")
    parser.add_argument("--host", default="127.0.0.1", help="loopback address to listen on")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on; 0 takes a free one")
    parser.add_argument("--workers", type=int, default=1, help="number of processes")
    parser.add_argument("--workspace", required=True, help="the workspace to show")
    parser.add_argument("--only", choices=["pages"], help="serve the pages without the rest")
    parser.add_argument(
        "--today", type=date.fromisoformat, metavar="DATE", help="show the pages as on this day (default: the real one)"
    )
    return parser


def _serving(options: argparse.Namespace, settings: Settings) -> Serving:
    if settings.env == "production":
        raise ServeRefusedError(
            "The pages have no sign-in yet, so they are not served with OMNITRACKIQ_ENV=production."
        )
    if not _is_loopback(options.host):
        raise ServeRefusedError(f"Without sign-in the pages may not be served on {options.host}: use 127.0.0.1.")
    if options.workers < 1:
        raise ServeRefusedError("At least one worker is needed.")
    return Serving(
        warehouse=settings.warehouse,
        workspace_id=checked_workspace_id(options.workspace),
        allowed_hosts=("localhost", "127.0.0.1", "[::1]", options.host),
        today=options.today,
    )


def _run(host: str, port: int, workers: int) -> int:
    config = uvicorn.Config(
        "dashboards.web:create",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        log_level="warning",
        access_log=False,
        server_header=False,
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
