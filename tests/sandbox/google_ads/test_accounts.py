"""The account hierarchy: reached twice, closed, foreign."""

import httpx

from tests.sandbox.google_ads.conftest import AdsApi
from tests.sandbox.google_market import ANGELES, BERLIN, CLOSED, MANAGER, SUB_MANAGER

CLIENTS = (
    "SELECT customer_client.id, customer_client.level, customer_client.manager, customer_client.status, "
    "customer_client.client_customer FROM customer_client"
)


def accessible(api: AdsApi) -> list[str]:
    answer = httpx.get(f"{api.server.url}/v23/customers:listAccessibleCustomers", headers=api.headers)
    return [name.removeprefix("customers/") for name in answer.json()["resourceNames"]]


def test_the_berlin_account_is_reached_directly_and_through_managers(api: AdsApi) -> None:
    assert accessible(api) == [MANAGER, SUB_MANAGER, BERLIN]
    assert accessible(AdsApi(api.server, "south")) == [ANGELES]


def test_client_list_of_the_manager(api: AdsApi) -> None:
    clients = {row["customerClient"]["id"]: row["customerClient"] for row in api.rows(CLIENTS, MANAGER)}
    assert {name: client["level"] for name, client in clients.items()} == {
        MANAGER: "0",
        SUB_MANAGER: "1",
        CLOSED: "1",
        BERLIN: "2",
    }
    assert [name for name, client in clients.items() if client["manager"]] == [MANAGER, SUB_MANAGER]
    assert clients[CLOSED]["status"] == "CANCELED"
    assert clients[BERLIN]["clientCustomer"] == f"customers/{BERLIN}"


def test_closed_account_is_not_enabled(api: AdsApi) -> None:
    refused = (403, {"authorizationError": "CUSTOMER_NOT_ENABLED"})
    assert api.refusal("SELECT campaign.id FROM campaign", CLOSED) == refused


def test_managers_have_no_metrics(api: AdsApi) -> None:
    query = "SELECT customer.id, metrics.clicks FROM customer"
    assert api.refusal(query, MANAGER) == (400, {"queryError": "REQUESTED_METRICS_FOR_MANAGER"})
    assert api.rows("SELECT customer.manager FROM customer", MANAGER)[0]["customer"]["manager"] is True


def test_direct_access_needs_no_login_header(api: AdsApi) -> None:
    del api.headers["login-customer-id"]
    assert api.rows("SELECT customer.id FROM customer", BERLIN)[0]["customer"]["id"] == BERLIN
    refused = (403, {"authorizationError": "USER_PERMISSION_DENIED"})
    assert api.refusal("SELECT customer.id FROM customer", CLOSED) == refused
