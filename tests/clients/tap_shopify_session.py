"""Run by the interpreter that has ``tap-shopify``: the tap's own command, with only the host of its calls changed.

Arguments: host, then the tap's arguments.
"""

import sys
from urllib.request import OpenerDirector, Request

from requests.adapters import HTTPAdapter
from tap_shopify import main

PLATFORM = "https://bench.myshopify.com"
host = sys.argv.pop(1)
send = HTTPAdapter.send
open_address = OpenerDirector.open


def send_to_host(adapter, request, **options):
    request.url = request.url.replace(PLATFORM, host, 1)
    return send(adapter, request, **options)


def open_at_host(opener, asked, *arguments, **options):
    request = asked if isinstance(asked, Request) else Request(asked)
    request.full_url = request.full_url.replace(PLATFORM, host, 1)
    return open_address(opener, request, *arguments, **options)


HTTPAdapter.send = send_to_host
OpenerDirector.open = open_at_host
main()
