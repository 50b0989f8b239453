"""Run by the interpreter that has ``ShopifyAPI``: lists orders page by page, with only the host changed.

Arguments: port, access token. Writes JSON to its output.
"""

import json
import sys

import shopify

port, token = sys.argv[1:]
# The SDK builds its host as <shop>.<domain>:<port>: 127 + 0.0.1.
shopify.Session.setup(myshopify_domain="0.0.1", port=port)
shopify.ShopifyResource.activate_session(shopify.Session("127.0.0.1", "2026-07", token))

DOCUMENT = """
query Shop { shop { name currencyCode } }
query Orders($first: Int!, $after: String) {
  orders(first: $first, after: $after, sortKey: CREATED_AT, query: "test:false") {
    nodes {
      id
      name
      totalPriceSet { shopMoney { amount currencyCode } }
      lineItems(first: 10) { nodes { id quantity } }
    }
    pageInfo { hasNextPage endCursor }
  }
}
"""


def run(operation, **variables):
    answer = shopify.GraphQL().execute(query=DOCUMENT, variables=variables, operation_name=operation)
    return json.loads(answer)["data"]


orders, after = [], None
while True:
    page = run("Orders", first=30, after=after)["orders"]
    orders += page["nodes"]
    after = page["pageInfo"]["endCursor"]
    if not page["pageInfo"]["hasNextPage"]:
        break
json.dump({"shop": run("Shop")["shop"], "orders": orders}, sys.stdout)
