"""The metric dictionary as semantic models and metrics of dbt, for tools that ask a semantic layer.

One file per mart: its grain becomes the dimensions, each sum of the dictionary a measure, each metric a metric.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from omnitrackiq.reporting.definitions import Metric, Ratio, Sum
from omnitrackiq.reporting.metrics import METRICS_OF_MARTS
from orchestration.dbt import PROJECT_FOLDER
from orchestration.mart_contracts import MartContract, promised_contracts

FOLDER = PROJECT_FOLDER / "models" / "semantic"
_HEAD = "# Written by `make contracts` from omnitrackiq/reporting.\n"
_GRAINS_OF_TIME = {"date_day": "day", "cohort_month": "month"}


def semantic_files() -> Mapping[Path, str]:
    """Every file of semantic models, with the text it must have."""
    contracts = promised_contracts()
    return {
        FOLDER / f"sem_{mart}.yml": _HEAD + _yaml(_mart(contracts[f"marts.{mart}"], mart, metrics))
        for mart, metrics in METRICS_OF_MARTS.items()
    }


def _mart(contract: MartContract, mart: str, metrics: tuple[Metric, ...]) -> dict[str, Any]:
    sums = {metric.measure: metric.name for metric in metrics if isinstance(metric.measure, Sum)}
    known = {name for name, kind in contract.columns.items() if kind.endswith(" not null")}
    measures: list[dict[str, Any]] = []
    written: list[dict[str, Any]] = []
    for metric in metrics:
        if isinstance(metric.measure, Sum):
            measures.append(_measure(metric.name, metric.label, _sql(metric.measure)))
            written.append(_metric(metric, "simple", {"measure": metric.name}))
            continue
        sides = {}
        for side, summed, expression in _sides(metric.measure, known):
            name = sums.get(summed) if expression == _sql(summed) else None
            if name is None:
                name, label = f"{metric.name}_{side}", f"{metric.label}: {side}"
                measures.append(_measure(name, label, expression))
                written.append({"name": name, "label": label, "type": "simple", "type_params": {"measure": name}})
            sides[side] = name
        written.append(_metric(metric, "ratio", sides))
    times = [name for name in contract.key if name in _GRAINS_OF_TIME]
    model = {
        "name": mart,
        "description": f"What can be added up of {mart}.",
        "model": f"ref('{mart}')",
        "defaults": {"agg_time_dimension": times[0]},
        "primary_entity": f"{mart}_row",
        "entities": [{"name": "workspace", "type": "foreign", "expr": "workspace_id"}],
        "dimensions": [_dimension(name) for name in contract.key if name != "workspace_id"],
        "measures": measures,
    }
    return {"semantic_models": [model], "metrics": written}


def _sides(ratio: Ratio, known: set[str]) -> Iterator[tuple[str, Sum, str]]:
    """Numerator and denominator with their SQL; both leave out rows that lack a column of either."""
    unsure = [name for name in dict.fromkeys(ratio.columns) if name not in known]
    there = " and ".join(f"{name} is not null" for name in unsure)
    for side, summed, times in (("numerator", ratio.numerator, ratio.per), ("denominator", ratio.denominator, 1)):
        sql = _sql(summed) if times == 1 else f"{times} * ({_sql(summed)})"
        yield side, summed, f"case when {there} then {sql} end" if there else sql


def _sql(summed: Sum) -> str:
    return " - ".join((" + ".join(summed.plus), *summed.minus))


def _measure(name: str, label: str, expression: str) -> dict[str, Any]:
    return {"name": name, "label": label, "agg": "sum", "expr": expression}


def _metric(metric: Metric, kind: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": metric.name,
        "label": metric.label,
        "description": metric.help,
        "type": kind,
        "type_params": dict(parameters),
        "config": {"meta": {"unit": metric.unit, "better": metric.better}},
    }


def _dimension(name: str) -> dict[str, Any]:
    grain = _GRAINS_OF_TIME.get(name)
    if grain is None:
        return {"name": name, "type": "categorical"}
    return {"name": name, "type": "time", "type_params": {"time_granularity": grain}}


def _yaml(content: Mapping[str, Any]) -> str:
    return yaml.safe_dump(dict(content), sort_keys=False, allow_unicode=True, width=120)
