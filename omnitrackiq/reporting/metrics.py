"""The metric dictionary: what each number is called, means, is made of, and which way is good."""

from collections.abc import Mapping

from omnitrackiq.reporting.channel_metrics import CHANNEL_METRICS
from omnitrackiq.reporting.customer_metrics import CUSTOMER_METRICS
from omnitrackiq.reporting.definitions import Metric
from omnitrackiq.reporting.margin_metrics import MARGIN_METRICS
from omnitrackiq.reporting.overview_metrics import OVERVIEW_METRICS
from omnitrackiq.reporting.revenue_metrics import REVENUE_METRICS

# The mart whose columns the metrics of each group add up.
METRICS_OF_MARTS: Mapping[str, tuple[Metric, ...]] = {
    "overview_daily": OVERVIEW_METRICS,
    "revenue_daily": REVENUE_METRICS,
    "channel_daily": CHANNEL_METRICS,
    "campaign_margins_daily": MARGIN_METRICS,
    "customer_cohorts": CUSTOMER_METRICS,
}
_ALL = tuple(metric for metrics in METRICS_OF_MARTS.values() for metric in metrics)

METRICS: Mapping[str, Metric] = {metric.name: metric for metric in _ALL}

if len(METRICS) != len(_ALL):
    raise ValueError("Two metrics share a name.")
