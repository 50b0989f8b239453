"""Settings of the Superset that the tests start: nothing but a metadata database of its own."""

import os
from pathlib import Path

SECRET_KEY = os.environ["SUPERSET_SECRET"]
SQLALCHEMY_DATABASE_URI = f"sqlite:///{Path(os.environ['SUPERSET_HOME']) / 'superset.db'}"
# Requests come from the same process, with a token and without a browser.
WTF_CSRF_ENABLED = False
TALISMAN_ENABLED = False
