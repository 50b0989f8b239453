"""What people are told and asked when they connect an account: what is needed, where it is found, what to paste."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing to paste: a secret, or a setting that the test needs already."""

    name: str
    label: str
    help: str
    secret: bool = True


@dataclass(frozen=True, slots=True)
class Guide:
    """How to connect a source by hand."""

    source: str
    title: str
    needs: str
    steps: Sequence[str]
    asks: Sequence[Ask]


GUIDES: Mapping[str, Guide] = {
    guide.source: guide
    for guide in (
        Guide(
            "shopify",
            "Shopify",
            "A shop, and somebody who may install apps in it.",
            (
                "In Shopify's Dev Dashboard, signed in to the shop's own organization, create an app.",
                "Release it with read_orders, read_all_orders, read_products, read_inventory and read_customers.",
                "Install the app in the shop and copy its client ID and secret.",
            ),
            (
                Ask("shop", "Shop", "The address that ends in myshopify.com.", secret=False),
                Ask("client_id", "Client ID", "It stands in the app's settings."),
                Ask("client_secret", "Client secret", "It begins with shpss."),
            ),
        ),
        Guide(
            "facebook_ads",
            "Facebook Ads",
            "A business portfolio that has the ad account, and somebody with full control of it.",
            (
                "In Meta's business settings open System users and add one with the role employee.",
                "Assign it the ad accounts with the right to view performance.",
                "Generate a token that never expires, with the permission ads_read.",
            ),
            (Ask("access_token", "Access token", "It begins with EAA."),),
        ),
        Guide(
            "google_ads",
            "Google Ads",
            "A Google user who may read the account, or the manager account above it.",
            (
                "Sign in as that user at the consent page of your OAuth client, with the scope adwords.",
                "Exchange the code for a refresh token.",
                "With a manager account, also note its customer id.",
            ),
            (Ask("refresh_token", "Refresh token", "It begins with 1//."),),
        ),
        Guide(
            "tiktok_ads",
            "TikTok Ads",
            "A TikTok for Business user with access to the advertiser.",
            (
                "In the developer portal of TikTok for Business create an app with read access to ads and reports.",
                "Authorise it for the advertiser, and exchange the code for an access token.",
            ),
            (Ask("access_token", "Access token", "A long row of letters and digits."),),
        ),
        Guide(
            "ga4",
            "Google Analytics 4",
            "A Google user, or a service account, that may view the property.",
            (
                "In Analytics open Admin, Property access management, and add the user as a viewer.",
                "Sign in as that user at the consent page of your OAuth client, with the scope analytics.readonly.",
                "Exchange the code for a refresh token.",
            ),
            (
                Ask(
                    "property_id",
                    "Property",
                    "A number, as in 123456789, not the one that begins with G-.",
                    secret=False,
                ),
                Ask("refresh_token", "Refresh token", "It begins with 1//."),
            ),
        ),
    )
}
APP_ASKS: Mapping[str, Ask] = {
    ask.name: ask
    for ask in (
        Ask("client_id", "OAuth client id", "Of the client that the refresh token was made with."),
        Ask("client_secret", "OAuth client secret", "Of the same client."),
        Ask("developer_token", "Developer token", "From the API centre of your manager account."),
    )
}
"""What has to be pasted too where the installation has no OAuth app of its own."""
