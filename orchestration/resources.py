"""What Dagster's runs work with: the installation of the environment, opened when a run needs it."""

import logging

import dagster as dg

from omnitrackiq.settings import load_settings
from orchestration.installation import Installation, open_installation
from orchestration.progress import LogObserver, StepObserver


@dg.resource
def installation_resource(_context: dg.InitResourceContext) -> Installation:
    """The installation of the environment."""
    return open_installation(load_settings())


@dg.resource
def log_observer(_context: dg.InitResourceContext) -> StepObserver:
    """The observer of scheduled runs."""
    logging.getLogger("orchestration").setLevel(logging.INFO)
    return LogObserver()
