"""Secrets on their way in: from standard input, a file, the environment or a prompt, never from the command line."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import typer


def given_secrets(
    options: Sequence[str], environ: Mapping[str, str], wanted: Sequence[Sequence[str]], *, option: str = "--secret"
) -> dict[str, str]:
    """The secrets named by ``options`` (``name=-``, ``name=@file``, ``name=env:VARIABLE``).

    A terminal is asked, without echo, for what the first set of ``wanted`` still lacks; then BadParameter. One ``-``
    takes all of standard input, several take a line each. ``option`` is what the command line calls them.
    """
    try:
        return _collect(options, environ, wanted)
    except typer.BadParameter as error:
        error.param_hint = f"'{option}'"
        raise


def _collect(options: Sequence[str], environ: Mapping[str, str], wanted: Sequence[Sequence[str]]) -> dict[str, str]:
    places = dict(_split(option) for option in options)
    from_input = [name for name, place in places.items() if place == "-"]
    secrets = dict(zip(from_input, _read_input(len(from_input)), strict=True))
    for name, place in places.items():
        if place != "-":
            secrets[name] = _read(name, place, environ)
    if not any(set(names) <= secrets.keys() for names in wanted):
        secrets |= _ask([name for name in wanted[0] if name not in secrets])
    return secrets


def _split(option: str) -> tuple[str, str]:
    name, equals, place = option.partition("=")
    if not (name and equals and (place == "-" or place.startswith(("@", "env:")))):
        raise typer.BadParameter(
            "write name=-, name=@file or name=env:VARIABLE; a secret itself would show in the list of processes",
        )
    return name, place


def _read(name: str, place: str, environ: Mapping[str, str]) -> str:
    if place.startswith("env:"):
        variable = place.removeprefix("env:")
        if variable not in environ:
            raise typer.BadParameter(f"the variable {variable} for {name} is not set")
        return environ[variable]
    try:
        return Path(place.removeprefix("@")).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise typer.BadParameter(f"the file for {name} cannot be read") from None


def _read_input(count: int) -> list[str]:
    if count <= 1:
        return [sys.stdin.read()] if count else []
    lines = [sys.stdin.readline().rstrip("\n") for _ in range(count)]
    if not all(lines):
        raise typer.BadParameter(f"standard input needs {count} lines, one per secret")
    return lines


def _ask(names: Sequence[str]) -> dict[str, str]:
    if names and not sys.stdin.isatty():
        raise typer.BadParameter(f"missing: {', '.join(names)}")
    return {name: typer.prompt(name, hide_input=True) for name in names}
