"""What Shopify's three mandatory privacy webhooks say: the signature of the raw bytes, and the body behind it."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from omnitrackiq.accounts.errors import InvalidValueError
from omnitrackiq.accounts.privacy_tables import PrivacyTopic

_UNREADABLE = "This is none of the privacy webhooks."


@dataclass(frozen=True, slots=True)
class PrivacyCall:
    """A signed call: about a whole ``shop``, or about one of its customers with the orders named.

    ``digest`` is that of the raw body.
    """

    topic: PrivacyTopic
    shop: str
    digest: str
    customer_id: str | None = None
    email: str | None = None
    order_ids: tuple[str, ...] = ()

    def told(self) -> dict[str, str]:
        """Whom it is about, as texts to seal."""
        return {
            "customer_id": self.customer_id or "",
            "email": self.email or "",
            "order_ids": ",".join(self.order_ids),
        }


def is_signed(body: bytes, signature: str, app_secrets: Iterable[str]) -> bool:
    """Whether ``signature`` (Base64) is the HMAC-SHA256 of exactly these bytes with one of the app's secrets."""
    given = signature.encode("utf-8", "replace")
    matches = [
        hmac.compare_digest(base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()), given)
        for secret in app_secrets
    ]
    return any(matches)


def read_call(topic: str, body: bytes) -> PrivacyCall:
    """The call in a body whose signature was checked; raises InvalidValueError.

    The header with the topic is not signed, so the body itself has to be of that kind.
    """
    try:
        said = json.loads(body)
    except ValueError:
        raise InvalidValueError(_UNREADABLE) from None
    if not isinstance(said, Mapping) or not isinstance(said.get("shop_domain"), str) or _topic_of(said) != topic:
        raise InvalidValueError(_UNREADABLE)
    given = said.get("customer")
    customer: Mapping[str, Any] = given if isinstance(given, Mapping) else {}
    orders = said.get("orders_to_redact", said.get("orders_requested")) or []
    if not isinstance(orders, list):
        raise InvalidValueError(_UNREADABLE)
    return PrivacyCall(
        topic=_topic_of(said),
        shop=said["shop_domain"].lower(),
        digest=hashlib.sha256(body).hexdigest(),
        customer_id=_number(customer.get("id")),
        email=str(customer.get("email") or "").strip().lower() or None,
        order_ids=tuple(number for order in orders if (number := _number(order))),
    )


def _topic_of(said: Mapping[str, Any]) -> PrivacyTopic:
    if "customer" not in said:
        return "shop/redact"
    return "customers/redact" if "orders_to_redact" in said else "customers/data_request"


def _number(value: Any) -> str | None:
    text = str(value)
    return text if text.isascii() and text.isdigit() else None
