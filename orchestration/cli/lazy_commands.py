"""Commands that are imported when they are called: ``--help`` and small commands need not wait for Dagster."""

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup


@dataclass(frozen=True, slots=True)
class LazyCommand:
    """A command ``name`` that is the function or the Typer app at ``target`` ("module:attribute").

    ``hands_over`` leaves every argument after the name, ``--help`` included, to the program that it starts.
    """

    name: str
    target: str
    help: str
    hands_over: bool = False

    def load(self) -> Any:
        """The command, imported."""
        module, _, attribute = self.target.partition(":")
        target = getattr(importlib.import_module(module), attribute)
        if isinstance(target, typer.Typer):
            command: Any = typer.main.get_command(target)
        else:
            alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
            alone.command(self.name, context_settings=_EVERYTHING_AFTER if self.hands_over else None)(target)
            command = typer.main.get_command(alone)
        command.name = self.name
        return command


_EVERYTHING_AFTER = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}


def lazy_group(commands: Sequence[LazyCommand]) -> type[TyperGroup]:
    """A group class of ``commands``: lists them without importing any, and imports the one that is called."""
    by_name = {command.name: command for command in commands}

    class LazyGroup(TyperGroup):
        def list_commands(self, ctx: Any) -> list[str]:
            return list(by_name)

        def get_command(self, ctx: Any, cmd_name: str) -> Any:
            found = by_name.get(cmd_name)
            return None if found is None else TyperCommand(found.name, help=found.help, rich_markup_mode=None)

        def resolve_command(self, ctx: Any, args: list[str]) -> Any:
            name, _, rest = super().resolve_command(ctx, args)
            return name, by_name[str(name)].load(), rest

    return LazyGroup
