"""What a semantic layer asks the marts, as the semantic models in the repository tell it."""

from typing import Any

import yaml

from orchestration.semantic_models import FOLDER


def metric_queries() -> dict[str, str]:
    """The SQL of each metric, per workspace: workspace_id, value."""
    queries = {}
    for path in FOLDER.glob("*.yml"):
        content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        (model,) = content["semantic_models"]
        expressions = {measure["name"]: measure["expr"] for measure in model["measures"]}
        sums = {
            metric["name"]: f"sum({expressions[metric['type_params']['measure']]})"
            for metric in content["metrics"]
            if metric["type"] == "simple"
        }
        for metric in content["metrics"]:
            value = sums.get(metric["name"]) or (
                f"cast({sums[metric['type_params']['numerator']]} as double)"
                f" / nullif({sums[metric['type_params']['denominator']]}, 0)"
            )
            queries[metric["name"]] = f"select workspace_id, {value} from marts.{model['name']} group by 1"
    return queries
