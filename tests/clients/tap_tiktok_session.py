"""Run by the interpreter that has ``tap-tiktok-ads``: the tap's own command, with only the host of its calls changed.

Arguments: host, then the tap's arguments.
"""

import sys

from requests.adapters import HTTPAdapter
from tap_tiktok_ads import main

PLATFORM = "https://business-api.tiktok.com"
host = sys.argv.pop(1)
send = HTTPAdapter.send


def send_to_host(adapter, request, **options):
    request.url = request.url.replace(PLATFORM, host, 1)
    return send(adapter, request, **options)


HTTPAdapter.send = send_to_host
main()
