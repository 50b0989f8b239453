"""Run by the interpreter that has ``facebook-business``: lists campaigns and reads reports, with only the host changed.

Arguments: host, access token, account id, first and last day. Writes JSON to its output.
"""

import json
import sys
import time

from facebook_business.adobjects.adaccount import AdAccount
from facebook_business.adobjects.user import User
from facebook_business.api import FacebookAdsApi
from facebook_business.session import FacebookSession

host, token, account_id, since, until = sys.argv[1:]
FacebookSession.GRAPH = host
api = FacebookAdsApi.init(access_token=token)
account = AdAccount(f"act_{account_id}")

fields = ["id", "name", "effective_status", "daily_budget"]
every_status = {"effective_status": ["ACTIVE", "PAUSED", "ARCHIVED", "DELETED"], "limit": 2}
report = {
    "level": "ad",
    "time_increment": 1,
    "time_range": {"since": since, "until": until},
    "limit": 50,
}
metrics = ["ad_id", "spend", "impressions", "actions"]

run = account.get_insights(fields=metrics, params=report, is_async=True)
for _ in range(20):
    run = run.api_get()
    if run["async_status"] == "Job Completed":
        break
    time.sleep(0.05)

batch = api.new_batch()
names = []
account.api_get(fields=["name"], batch=batch, success=lambda response: names.append(response.json()["name"]))
batch.execute()

seen = {
    "accounts": [dict(each) for each in User("me").get_ad_accounts(fields=["account_id", "currency"])],
    "account": dict(account.api_get(fields=["name", "currency", "timezone_name"])),
    "name_by_batch": names,
    "campaigns": [dict(each) for each in account.get_campaigns(fields=fields, params=every_status)],
    "report": [dict(each) for each in account.get_insights(fields=metrics, params=report)],
    "report_by_run": [dict(each) for each in run.get_insights(params={"limit": 50})],
}
json.dump(seen, sys.stdout, default=lambda value: value.export_all_data())
