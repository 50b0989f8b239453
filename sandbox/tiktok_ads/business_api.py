"""The endpoints of the Business API, answered from the market as of the sandbox's now."""

from typing import Any

from sandbox.context import SandboxContext
from sandbox.market.model.ads import AdAccount
from sandbox.tiktok_ads import objects, report
from sandbox.tiktok_ads.account_view import AdvertiserView, Kind
from sandbox.tiktok_ads.errors import bad_parameter, no_permission
from sandbox.tiktok_ads.listing import listed
from sandbox.tiktok_ads.parameters import Parameters, paged
from sandbox.tiktok_ads.report_query import report_query
from sandbox.tiktok_ads.server import Endpoint, dispatch

LARGEST_ADVERTISER_LIST = 100


class BusinessApi:
    """Answers calls of one workspace's token."""

    def __init__(self, context: SandboxContext) -> None:
        self._context = context
        self._endpoints: dict[str, Endpoint] = {
            "user/info": self._user,
            "oauth2/advertiser/get": self._advertisers,
            "advertiser/info": self._advertiser_info,
            "campaign/get": self._entities("CAMPAIGN"),
            "adgroup/get": self._entities("ADGROUP"),
            "ad/get": self._entities("AD"),
            "report/integrated/get": self._report,
        }

    def answer(self, workspace_id: str, path: str, parameters: Parameters) -> dict[str, Any]:
        """The ``data`` of an answer; raises ApiError."""
        return dispatch(self._endpoints, path)(workspace_id, parameters)

    def _accounts(self, workspace_id: str) -> list[AdAccount]:
        now = self._context.clock.now()
        accounts = self._context.market.ad_accounts(workspace_id, "tiktok_ads")
        return [account for account in accounts if account.created_at <= now]

    def _account(self, workspace_id: str, advertiser_id: str) -> AdAccount:
        for account in self._accounts(workspace_id):
            if account.account_id == advertiser_id:
                return account
        raise no_permission(advertiser_id)

    def _view(self, workspace_id: str, advertiser_id: str) -> AdvertiserView:
        account = self._account(workspace_id, advertiser_id)
        return AdvertiserView(self._context.market, account, self._context.clock.now())

    def _user(self, workspace_id: str, _: Parameters) -> dict[str, Any]:
        created = min((int(a.created_at.timestamp()) for a in self._accounts(workspace_id)), default=0)
        return {"core_user_id": workspace_id, "display_name": workspace_id, "create_time": created}

    def _advertisers(self, workspace_id: str, _: Parameters) -> dict[str, Any]:
        accounts = self._accounts(workspace_id)
        return {"list": [{"advertiser_id": a.account_id, "advertiser_name": a.name} for a in accounts]}

    def _advertiser_info(self, workspace_id: str, parameters: Parameters) -> dict[str, Any]:
        wanted = parameters.texts("advertiser_ids")
        if not 1 <= len(wanted) <= LARGEST_ADVERTISER_LIST:
            raise bad_parameter(f"advertiser_ids: Length must be between 1 and {LARGEST_ADVERTISER_LIST}.")
        records = [objects.advertiser(self._account(workspace_id, one)) for one in wanted]
        fields = parameters.texts("fields")
        if not fields:
            return {"list": records}
        return {"list": [{field: record.get(field) for field in fields} for record in records]}

    def _entities(self, kind: Kind) -> Endpoint:
        def endpoint(workspace_id: str, parameters: Parameters) -> dict[str, Any]:
            return listed(self._view(workspace_id, parameters.text("advertiser_id")), kind, parameters)

        return endpoint

    def _report(self, workspace_id: str, parameters: Parameters) -> dict[str, Any]:
        several = parameters.texts("advertiser_ids")
        if len(several) > 1:
            raise bad_parameter("advertiser_ids: Only one advertiser per report here.")
        advertiser_id = several[0] if several else parameters.text("advertiser_id")
        view = self._view(workspace_id, advertiser_id)
        asked = report_query(parameters)
        written = report.rows(view, asked)
        for row in written:
            if "advertiser_id" in row["dimensions"]:
                row["dimensions"]["advertiser_id"] = advertiser_id
        return paged(written, parameters)
