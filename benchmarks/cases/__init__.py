"""One measurement a file; ``ALL`` lists them in the order in which they are run."""

from benchmarks.cases import ad_days, many_workspaces, one_day, orders

ALL = (ad_days.CASE, orders.CASE, many_workspaces.CASE, one_day.CASE)
