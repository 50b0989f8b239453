"""One measurement a file; ``ALL`` lists them in the order in which they are run."""

from benchmarks.cases import ad_days, many_workspaces

ALL = (ad_days.CASE, many_workspaces.CASE)
