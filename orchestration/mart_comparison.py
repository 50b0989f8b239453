"""How two versions of the marts differ, row by row and in total, asked of the engine that holds both."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from omnitrackiq.warehouse.identifiers import quoted
from omnitrackiq.warehouse.mart_tables import Mart

Fetch = Callable[[str], list[tuple[Any, ...]]]

_ADDED_UP = ("DECIMAL", "NUMERIC", "BIGINT", "HUGEINT")


@dataclass(frozen=True, slots=True)
class Total:
    """A column whose sum over a workspace differs."""

    workspace_id: str
    column: str
    before: Decimal | None
    after: Decimal | None


@dataclass(frozen=True, slots=True)
class MartDiff:
    """How a mart differs: rows by its grain, columns that came or went, and totals."""

    mart: str
    added: int
    removed: int
    changed: int
    columns: tuple[str, ...]
    totals: tuple[Total, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """The marts of one version, and the schema, as SQL, in which they are."""

    schema: str
    marts: Mapping[str, Mart]

    @classmethod
    def of(cls, schema: str, marts: Iterable[Mart]) -> "Version":
        return cls(schema, {mart.name: mart for mart in marts})

    def relation(self, mart: str) -> str:
        return f"{self.schema}.{quoted(mart)}"

    def types(self, mart: str) -> dict[str, str]:
        """The type of each column, in order."""
        return {column.name: column.type for column in self.marts[mart].columns}


def compare_marts(
    fetch: Fetch, before: Version, after: Version, marts: Iterable[str], grains: Mapping[str, Sequence[str]]
) -> list[MartDiff]:
    """How each of ``marts`` differs, by name; ``grains`` says which columns make a row of it unique."""
    return [_compare(fetch, before, after, mart, grains[mart]) for mart in sorted(marts)]


def _compare(fetch: Fetch, before: Version, after: Version, mart: str, grain: Sequence[str]) -> MartDiff:
    if mart not in before.marts:
        ((rows,),) = fetch(f"select count(*) from {after.relation(mart)}")
        return MartDiff(mart, rows, 0, 0, ("new mart",), ())
    old, new = before.types(mart), after.types(mart)
    both = [name for name in new if name in old]
    key = [name for name in grain if name in both] or both
    names, keys = (", ".join(quoted(name) for name in columns) for columns in (both, key))
    # Grouping takes nulls as equal, which a full join on PostgreSQL cannot.
    ((added, removed, changed),) = fetch(
        f"with versions as ("
        f"select {names}, 1 as was, 0 as stays from {before.relation(mart)} "
        f"union all select {names}, 0, 1 from {after.relation(mart)}), "
        f"equal_rows as (select {names}, sum(was) as was, sum(stays) as stays from versions group by {names}), "
        f"units as (select {keys}, sum(was) as was, sum(stays) as stays, "
        f"sum(case when was <> stays then 1 else 0 end) as differing from equal_rows group by {keys}) "
        f"select count(case when was = 0 then 1 end), count(case when stays = 0 then 1 end), "
        f"count(case when was > 0 and stays > 0 and differing > 0 then 1 end) from units"
    )
    sums = [name for name in both if new[name].upper().startswith(_ADDED_UP) and name not in key]
    totals = _totals(fetch, before, after, mart, sums) if sums and (added or removed or changed) else ()
    columns = [f"+ {name}" for name in new if name not in old] + [f"- {name}" for name in old if name not in new]
    return MartDiff(mart, added, removed, changed, tuple(columns), tuple(totals))


def _totals(fetch: Fetch, before: Version, after: Version, mart: str, columns: Sequence[str]) -> Iterator[Total]:
    """Sums per workspace that differ; a workspace has one currency, so its amounts may be added."""
    sums = ", ".join(f"sum({quoted(name)})" for name in columns)
    sides = [
        {row[0]: row[1:] for row in fetch(f"select workspace_id, {sums} from {version.relation(mart)} group by 1")}
        for version in (before, after)
    ]
    nothing = (None,) * len(columns)
    for workspace_id in sorted(sides[0].keys() | sides[1].keys()):
        old, new = (side.get(workspace_id, nothing) for side in sides)
        for name, was, now in zip(columns, old, new, strict=True):
            if was != now:
                yield Total(workspace_id, name, was, now)
