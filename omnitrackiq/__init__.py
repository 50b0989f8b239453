"""What pipelines, dashboards and the command line share."""

import logging

# It tells of every request with its whole address, and some platforms take secrets there.
logging.getLogger("httpx").setLevel(logging.WARNING)
