"""The formulas of the metric dictionary, written out for those who cannot import it: the models and people.

Each ratio becomes a macro in dbt_project/macros/ratios, all metrics a table in docs/METRICS.md and metrics of dbt's
semantic models.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from omnitrackiq.errors import ExpectedError
from omnitrackiq.reporting.definitions import Metric, Ratio, Sum
from omnitrackiq.reporting.metrics import METRICS
from orchestration.dbt import PROJECT_FOLDER
from orchestration.semantic_models import semantic_files

MACROS = PROJECT_FOLDER / "macros" / "ratios"
PAGE = PROJECT_FOLDER.parent / "docs" / "METRICS.md"

_BEGIN, _END = "<!-- metrics: written by make contracts -->", "<!-- end of metrics -->"
_UNITS = {
    "money": "workspace currency",
    "count": "number",
    "decimal": "number with fractions",
    "multiple": "multiple",
    "share": "share, shown in percent",
}


def formula_files() -> Mapping[Path, str]:
    """Every file that holds formulas, with the text it must have."""
    macros = {
        MACROS / f"{metric.name}.sql": _macro(metric, metric.measure)
        for metric in METRICS.values()
        if isinstance(metric.measure, Ratio)
    }
    return {**macros, **semantic_files(), PAGE: _page(PAGE.read_text(encoding="utf-8"))}


def outdated_formulas() -> Sequence[Path]:
    """The files that say something else than the dictionary."""
    return [path for path, text in formula_files().items() if not path.exists() or path.read_text() != text]


def write_formulas() -> None:
    """Brings every file to what the dictionary says."""
    for path, text in formula_files().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _macro(metric: Metric, ratio: Ratio) -> str:
    above, below = _argument(ratio.numerator), _argument(ratio.denominator)
    if ratio.per != 1:
        above = f"'{ratio.per} * ' ~ {above}"
    return (
        f"{{# {metric.label}: {metric.formula}. Written by `make contracts` from omnitrackiq/reporting. #}}\n"
        f"{{% macro {metric.name}({', '.join(dict.fromkeys(ratio.columns))}) -%}}\n"
        f"    {{{{ safe_divide({above}, {below}) }}}}\n"
        "{%- endmacro %}\n"
    )


def _argument(side: Sum) -> str:
    """A side of a quotient as Jinja: the column's argument, or arguments put together in brackets."""
    if len(side.columns) == 1:
        return side.columns[0]
    added = " ~ ' + ' ~ ".join(side.plus)
    taken_away = "".join(f" ~ ' - ' ~ {column}" for column in side.minus)
    return f"'(' ~ {added}{taken_away} ~ ')'"


def _page(text: str) -> str:
    before, found, rest = text.partition(_BEGIN)
    _, closed, after = rest.partition(_END)
    if not (found and closed):
        raise ExpectedError(f"{PAGE.name} has lost the lines {_BEGIN} and {_END}, between which the metrics stand.")
    head = "| metric | name | formula | unit | what it says |\n|---|---|---|---|---|"
    rows = "\n".join(_row(metric) for metric in METRICS.values())
    return f"{before}{_BEGIN}\n{head}\n{rows}\n{_END}{after}"


def _row(metric: Metric) -> str:
    unit = _UNITS[metric.unit]
    return f"| {metric.label} | `{metric.name}` | {metric.formula} | {unit} | {metric.description} |"
