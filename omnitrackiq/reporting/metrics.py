"""The metric dictionary: what each number is called, means, is made of, and which way is good."""

from collections.abc import Mapping

from omnitrackiq.reporting.channel_metrics import CHANNEL_METRICS
from omnitrackiq.reporting.customer_metrics import CUSTOMER_METRICS
from omnitrackiq.reporting.definitions import Metric
from omnitrackiq.reporting.margin_metrics import MARGIN_METRICS
from omnitrackiq.reporting.overview_metrics import OVERVIEW_METRICS
from omnitrackiq.reporting.revenue_metrics import REVENUE_METRICS

_ALL = (*OVERVIEW_METRICS, *REVENUE_METRICS, *CHANNEL_METRICS, *MARGIN_METRICS, *CUSTOMER_METRICS)

METRICS: Mapping[str, Metric] = {metric.name: metric for metric in _ALL}

if len(METRICS) != len(_ALL):
    raise ValueError("Two metrics share a name.")
