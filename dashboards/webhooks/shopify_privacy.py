"""/webhooks/shopify/privacy: the three webhooks about personal data that every app of Shopify has to answer."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from dashboards import workbench
from dashboards.bodies import read_body
from dashboards.entrance.showing import aside, desk, now
from omnitrackiq.accounts.errors import InvalidValueError
from omnitrackiq.accounts.privacy_calls import is_signed, read_call
from omnitrackiq.accounts.privacy_requests import receive

_LARGEST_BODY = 1024 * 1024
_LONGEST_ID = 64


async def take_in(request: Request) -> Response:
    """Keep what Shopify asks, once; a build carries it out. Says the same whether or not we know the shop."""
    bench = workbench.require()
    body = await read_body(request, _LARGEST_BODY)
    signature = request.headers.get("x-shopify-hmac-sha256", "")
    if not is_signed(body, signature, bench.webhook_secrets):
        return PlainTextResponse("The signature is not Shopify's.", 401)
    webhook_id = request.headers.get("x-shopify-webhook-id", "")
    if not (0 < len(webhook_id) <= _LONGEST_ID and webhook_id.isprintable()):
        return PlainTextResponse("The delivery has no id.", 400)
    try:
        call = read_call(request.headers.get("x-shopify-topic", ""), body)
    except InvalidValueError as error:
        return PlainTextResponse(str(error), 400)

    def work() -> None:
        with desk().database.writing() as session:
            receive(session, bench.box, call, webhook_id=webhook_id, now=now())

    await aside(work)
    return PlainTextResponse("Kept.", 200)
