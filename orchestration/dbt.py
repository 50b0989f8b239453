"""dbt in process: where the project is, how it finds the warehouse, and one call that runs it.

``python -m orchestration.dbt`` makes the manifest, which Dagster and the tests read.
"""

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory

from tenacity import RetryError, Retrying, retry_if_exception_type, stop_after_delay, wait_fixed

from omnitrackiq.errors import ExpectedError
from omnitrackiq.warehouse.location import Warehouse
from pipelines.loading.garbage import rare_collections

PROJECT_FOLDER = Path(__file__).resolve().parent.parent / "dbt_project"
PROJECT_TARGET = PROJECT_FOLDER / "target"
MANIFEST = PROJECT_TARGET / "manifest.json"
WRITE_SECONDS = 30
_PARSE = "partial_parse.msgpack"

# Options of a PostgreSQL address that its driver also takes as PG... variables; dbt passes no others on.
_LIBPQ_OPTIONS = frozenset({"sslmode", "sslrootcert", "sslcert", "sslkey", "channel_binding", "options"})


class BuildError(ExpectedError):
    """The models could not be built; the last good marts stay."""


@dataclass(frozen=True, slots=True)
class NodeResult:
    """How one model or test ended: success, pass, warn, error, fail or skipped."""

    unique_id: str
    status: str
    seconds: float
    message: str


def dbt_environment(warehouse: Warehouse, schema_prefix: str = "") -> dict[str, str]:
    """The variables by which dbt_project/profiles.yml finds the warehouse, and the macros the names of schemas."""
    shared = {
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "OMNITRACKIQ_DBT_TARGET": warehouse.engine,
        "OMNITRACKIQ_DBT_MACROS": macros_version(),
        "OMNITRACKIQ_DBT_TESTS": tests_version(),
        # Unset and empty are two things to dbt, which then parses everything anew.
        "OMNITRACKIQ_DBT_SCHEMA_PREFIX": schema_prefix,
    }
    if warehouse.engine == "duckdb":
        return shared | {"OMNITRACKIQ_DBT_DUCKDB_PATH": str(warehouse.path)}
    address = warehouse.postgres_address()
    return shared | {
        "PGTZ": "UTC",
        **{f"PG{name.upper()}": value for name, value in address.options if name in _LIBPQ_OPTIONS},
        "OMNITRACKIQ_DBT_POSTGRES_HOST": address.host,
        "OMNITRACKIQ_DBT_POSTGRES_PORT": str(address.port),
        "OMNITRACKIQ_DBT_POSTGRES_USER": address.user,
        "OMNITRACKIQ_DBT_POSTGRES_PASSWORD": address.password,
        "OMNITRACKIQ_DBT_POSTGRES_DATABASE": address.database,
    }


@cache
def macros_version() -> str:
    """A digest of all macros: models that other macros made are rebuilt whole (macros/incremental)."""
    return _version("macros/**/*.sql")


@cache
def tests_version() -> str:
    """A digest of all tests: where others passed, a build tests everything once (macros/incremental)."""
    return _version("tests/**/*.sql", "models/**/*.yml", "seeds/*.yml")


def _version(*patterns: str) -> str:
    digest = sha256()
    for path in sorted(path for pattern in patterns for path in PROJECT_FOLDER.glob(pattern)):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def environment(variables: dict[str, str]) -> Iterator[None]:
    """Sets ``variables`` while the block runs: dbt profiles know no other way in."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextmanager
def released_warehouse() -> Iterator[None]:
    """Closes the DuckDB file that dbt keeps open in this process, for others to open it, when the block ends."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    try:
        yield
    finally:
        if DuckDBConnectionManager._ENV is not None:
            DuckDBConnectionManager.env().close()
            DuckDBConnectionManager.close_all_connections()


def run_dbt(
    warehouse: Warehouse, arguments: Sequence[str], target_path: Path | None = None, *, schema_prefix: str = ""
) -> list[NodeResult]:
    """Runs one dbt command and returns its nodes; raises BuildError when dbt itself could not run.

    SQL and artifacts go to ``target_path`` (the installation's own, which is the caller's while he holds the build's
    lane). ``schema_prefix`` stands before the name of every schema that models write to.
    """
    from dbt.cli.main import dbtRunner

    folders = ["--project-dir", str(PROJECT_FOLDER), "--profiles-dir", str(PROJECT_FOLDER)]
    target = ["--target-path", str(_parsed_target(warehouse, target_path or own_target(warehouse)))]
    quiet = ["--quiet", "--no-use-colors", "--log-path", str(warehouse.home / "logs")]
    with environment(dbt_environment(warehouse, schema_prefix)), released_warehouse(), rare_collections():
        outcome = dbtRunner().invoke([*quiet, *arguments, *folders, *target])
    if outcome.exception is not None:
        raise BuildError(f"dbt {arguments[0]} could not run: {_first_line(str(outcome.exception))}")
    results = [each for each in getattr(outcome.result, "results", None) or [] if hasattr(each, "node")]
    failed = [each for each in results if str(each.status) == "error" and each.node.resource_type == "operation"]
    if failed:
        raise BuildError(f"The build could not note its changes: {_first_line(failed[0].message or '')}")
    return [
        NodeResult(result.node.unique_id, str(result.status), result.execution_time, result.message or "")
        for result in results
        if result.node.resource_type != "operation"
    ]


def built_state(warehouse: Warehouse) -> Path:
    """The manifest of the last build of everything, with which dbt tells what was edited since."""
    return warehouse.home / "built" / "manifest.json"


def own_target(warehouse: Warehouse) -> Path:
    """Where builds of this installation leave SQL, artifacts and what they parsed; other dbts have other folders."""
    return warehouse.home / "built" / "target"


def _parsed_target(warehouse: Warehouse, target: Path) -> Path:
    """``target``, where dbt finds what was parsed last: for this warehouse, else for another one."""
    for known in (own_target(warehouse), PROJECT_TARGET):
        if not (target / _PARSE).exists() and (known / _PARSE).exists():
            target.mkdir(parents=True, exist_ok=True)
            _put(known / _PARSE, target)
    return target


def whole_manifest() -> str:
    """The text of the project's manifest; waits for a dbt of somebody's own that is just writing it.

    Raises BuildError where there is none, or it is still not whole after half a minute.
    """
    if not MANIFEST.exists():
        raise BuildError(f"{MANIFEST} is not there: run `make manifest` first.")
    unfinished = retry_if_exception_type(json.JSONDecodeError)
    try:
        for attempt in Retrying(retry=unfinished, wait=wait_fixed(0.2), stop=stop_after_delay(WRITE_SECONDS)):
            with attempt:
                text = MANIFEST.read_text(encoding="utf-8")
                json.loads(text)
    except RetryError:
        raise BuildError(f"{MANIFEST} was left half-written: run `make manifest`.") from None
    return text


def remember_built(warehouse: Warehouse) -> None:
    """Keeps the manifest of what was just built, and shows it to Dagster; the caller holds the build's lane."""
    built = own_target(warehouse) / MANIFEST.name
    _put(built, built_state(warehouse).parent)
    _put(built, MANIFEST.parent)


def make_manifest(warehouse: Warehouse | None = None) -> Path:
    """Parses the project, for a build of ``warehouse`` (the default one) to find it parsed; no warehouse is touched."""
    home = Path(".omnitrackiq").resolve()
    warehouse = warehouse or Warehouse.parse(f"duckdb:///{home / 'warehouse.duckdb'}", home)
    with TemporaryDirectory(prefix="omnitrackiq-parse-") as folder:
        run_dbt(warehouse, ["parse"], Path(folder))
        for place in (own_target(warehouse), PROJECT_TARGET):
            _put(Path(folder, _PARSE), place)
        _put(Path(folder, MANIFEST.name), MANIFEST.parent)
    return MANIFEST


def _put(file: Path, folder: Path) -> None:
    """Copies ``file`` into ``folder``, where it is whole at any moment, whoever else puts it there."""
    folder.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=folder, prefix=f".{file.name}-", delete=False) as fresh:
        fresh.write(file.read_bytes())
    Path(fresh.name).chmod(0o644)
    Path(fresh.name).replace(folder / file.name)


def _first_line(text: str) -> str:
    return next((line.strip() for line in text.splitlines() if line.strip()), "no reason was given.")


if __name__ == "__main__":
    try:
        make_manifest()
    except BuildError as error:
        sys.exit(str(error))
