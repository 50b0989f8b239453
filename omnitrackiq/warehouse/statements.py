"""One statement for all engines: reports write DuckDB's placeholders, PostgreSQL's driver gets its own."""

import re

# A text, a quoted name, a comment, a cast, a percent sign, a placeholder by place, a placeholder by name.
_PARTS = re.compile(
    r"""
    (?P<kept> '(?:[^']|'')*' | "(?:[^"]|"")*" | --[^\n]* | /\*.*?\*/ )
    | (?P<percent> % )
    | (?P<place> \? )
    | (?<![\w$]) \$ (?P<name> [A-Za-z_]\w* )
    """,
    re.VERBOSE | re.DOTALL,
)


def for_psycopg(sql: str) -> str:
    """``sql`` with ``?`` and ``$name`` as psycopg wants them; texts, names and comments stay as they are.

    Values never become part of the statement.
    """
    return _PARTS.sub(_translated, sql)


def _translated(part: re.Match[str]) -> str:
    if part["kept"] is not None:
        return part["kept"].replace("%", "%%")
    if part["percent"]:
        return "%%"
    return "%s" if part["place"] else f"%({part['name']})s"
