"""The sandbox's commands: serve the simulated outside world, or tell the truth about it."""

import gc
import json
import socket
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
import uvicorn
from rich.console import Console
from rich.table import Table

from sandbox.app import create_app
from sandbox.clock import Clock
from sandbox.context import SandboxContext
from sandbox.credentials import Credentials
from sandbox.faults import Faults
from sandbox.market.generated import GeneratedMarket, generate_market
from sandbox.remembered import MarketChoice, RememberedError, as_served, chosen, remember
from sandbox.tls import certificate
from sandbox.truth import truth

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)

RARE_COLLECTIONS = 200_000


class Size(StrEnum):
    """How busy the shops are."""

    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


class Format(StrEnum):
    JSON = "json"
    TABLE = "table"


Home = Annotated[Path, typer.Option(help="The folder that remembers the market.")]
Workspaces = Annotated[int | None, typer.Option(min=1, max=1000, help="How many brands (3 at first).")]
Seed = Annotated[int | None, typer.Option(min=0, help="The same seed gives the same market (1 at first).")]
Days = Annotated[int | None, typer.Option(min=1, max=1095, help="Days of history at the first start (180).")]
SizeOption = Annotated[Size | None, typer.Option(help="How busy the shops are (small at first).")]
Now = Annotated[str | None, typer.Option(help="Stop the clock at this day or moment (ISO 8601, UTC unless it says).")]


@app.command()
def serve(
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 8790,
    workspaces: Workspaces = None,
    seed: Seed = None,
    days: Days = None,
    size: SizeOption = None,
    now: Now = None,
    replay: Annotated[
        Path | None, typer.Option(exists=True, file_okay=False, help="Serve the recorded records of this folder.")
    ] = None,
    tls: Annotated[bool, typer.Option("--tls", help="HTTPS with a certificate of its own.")] = False,
    home: Home = Path(".omnitrackiq"),
) -> None:
    """Serve the APIs of the ad platforms, the shop, web analytics and exchange rates on 127.0.0.1."""
    moment = _moment(now)
    listener = _listener(port)
    try:
        choice = chosen(home, seed=seed, workspaces=workspaces, size=_text(size), days=days, now=moment)
    except RememberedError as error:
        raise _failure(error) from error
    # Markets and answers are many objects without cycles: collections are rare, and leave the market alone for good.
    gc.set_threshold(RARE_COLLECTIONS)
    market = _market(choice)
    remember(home, choice)
    clock = Clock(choice.frozen_at, lambda stopped_at: remember(home, replace(choice, frozen_at=stopped_at)))
    context = SandboxContext(market, clock, Credentials(market), Faults(), replay)
    gc.freeze()
    files = certificate(home / "sandbox-tls") if tls else None
    config = uvicorn.Config(
        create_app(context),
        log_level="warning",
        access_log=False,
        lifespan="off",
        ssl_certfile=str(files[0]) if files else None,
        ssl_keyfile=str(files[1]) if files else None,
    )
    _Announcing(config, "https" if tls else "http").run([listener])


@app.command(name="truth")
def tell_truth(
    output: Annotated[Format, typer.Option("--format", help="json or table.")] = Format.TABLE,
    workspaces: Workspaces = None,
    seed: Seed = None,
    days: Days = None,
    size: SizeOption = None,
    now: Now = None,
    home: Home = Path(".omnitrackiq"),
) -> None:
    """Print what really happened in the market last served from this home, or in the one that the options name."""
    moment = _moment(now)
    try:
        if moment is None:
            choice = as_served(home, seed=seed, workspaces=workspaces, size=_text(size), days=days)
        else:
            choice = chosen(home, seed=seed, workspaces=workspaces, size=_text(size), days=days, now=moment)
    except RememberedError as error:
        raise _failure(error) from error
    ledger = truth(_market(choice), choice.now)
    if output is Format.JSON:
        typer.echo(json.dumps(ledger))
        return
    table = Table("workspace", "channel", box=None)
    table.add_column("incremental orders", justify="right")
    table.add_column("incremental revenue", justify="right")
    for workspace in ledger["workspaces"]:
        for channel in workspace["channels"]:
            revenue = f"{channel['incremental_revenue']} {workspace['currency']}"
            table.add_row(workspace["workspace_id"], channel["channel"], str(channel["incremental_orders"]), revenue)
    Console().print(table)


class _Announcing(uvicorn.Server):
    """Prints its address in one line once it listens."""

    def __init__(self, config: uvicorn.Config, scheme: str) -> None:
        super().__init__(config)
        self._scheme = scheme

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and sockets:
            port = sockets[0].getsockname()[1]
            typer.echo(f"The sandbox listens on {self._scheme}://127.0.0.1:{port}")


def _market(choice: MarketChoice) -> GeneratedMarket:
    if choice.start > choice.now.date():
        raise typer.BadParameter(f"--now lies before the market's start, {choice.start}.")
    return generate_market(
        seed=choice.seed, start=choice.start, workspaces=choice.workspaces, size=choice.size, now=choice.now
    )


def _listener(port: int) -> socket.socket:
    """A socket on the loopback address; taken before anything is generated or remembered."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen()
    except OSError as error:
        listener.close()
        raise _failure(f"Port {port} is taken; choose another with --port, or 0 for a free one.") from error
    return listener


def _failure(reason: object) -> typer.Exit:
    """Says why nothing was done and ends with 1."""
    typer.echo(str(reason), err=True)
    return typer.Exit(1)


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"--now {text} is neither a day nor a moment in ISO 8601.") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _text(size: Size | None) -> str | None:
    return size.value if size else None
