"""Run by the interpreter that holds google-ads: reads the sandbox's JSON into Google's own messages, strictly.

Google's client speaks gRPC, so what can be checked is the published mapping between its messages and REST. Standard
input holds ``{"version": [[kind, JSON body], …]}``; what the messages then say is printed as JSON.
"""

import importlib
import json
import sys

from google.protobuf import json_format

HOME = "google.ads.googleads"
MODULES = {
    "SearchGoogleAdsStreamResponse": "services.types.google_ads_service",
    "SearchGoogleAdsResponse": "services.types.google_ads_service",
    "ListAccessibleCustomersResponse": "services.types.customer_service",
    "GoogleAdsFailure": "errors.types.errors",
}


def read(version, kind, body):
    """The message of ``body``; fails on unknown fields, enum names and types."""
    message = getattr(importlib.import_module(f"{HOME}.{version}.{MODULES[kind]}"), kind)()
    return json_format.ParseDict(body, type(message).pb(message))


seen = {}
for version, bodies in json.load(sys.stdin).items():
    answer = seen[version] = {"rows": 0, "cost_micros": 0, "conversions_value": 0.0, "names": [], "codes": []}
    for kind, body in bodies:
        body.pop("@type", None)
        message = read(version, kind, body)
        if kind == "GoogleAdsFailure":
            answer["codes"] += [error.error_code.WhichOneof("error_code") for error in message.errors]
        elif kind == "ListAccessibleCustomersResponse":
            answer["names"] += list(message.resource_names)
        else:
            answer["rows"] += len(message.results)
            for row in message.results:
                answer["cost_micros"] += row.metrics.cost_micros
                answer["conversions_value"] += row.metrics.conversions_value
json.dump(seen, sys.stdout)
