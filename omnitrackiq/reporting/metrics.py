"""The metric dictionary: what each number is called, means, is made of, and which way is good."""

from collections.abc import Mapping

from omnitrackiq.reporting.channel_metrics import CHANNEL_METRICS
from omnitrackiq.reporting.definitions import Metric
from omnitrackiq.reporting.overview_metrics import OVERVIEW_METRICS

METRICS: Mapping[str, Metric] = {metric.name: metric for metric in (*OVERVIEW_METRICS, *CHANNEL_METRICS)}

if len(METRICS) != len(OVERVIEW_METRICS) + len(CHANNEL_METRICS):
    raise ValueError("Two metrics share a name.")
