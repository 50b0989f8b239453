"""The brands: zones and currencies that differ, ids in the platforms' shapes, advertising with a history."""

import re
from collections import Counter
from zoneinfo import ZoneInfo

import pytest

from sandbox.market.generated import generate_market
from sandbox.market.model.history import value_at
from sandbox.market.presets import PRESETS
from tests.sandbox.market.worlds import NOW, PLATFORMS, SEEDS, START, accounts_of, world


def test_presets_cover_currencies_without_minor_units_and_zones_around_the_world() -> None:
    assert len(PRESETS) >= 6
    assert ("JPY", "Asia/Tokyo") in {(preset.currency, preset.timezone) for preset in PRESETS}
    assert len({preset.currency for preset in PRESETS[:3]}) == 3
    assert {preset.taxes_included for preset in PRESETS[:3]} == {True, False}
    for preset in PRESETS:
        zones = [preset.timezone, preset.shop_timezone, preset.google.timezone, preset.tiktok.timezone]
        assert all(ZoneInfo(zone) for zone in [*zones, *(account.timezone for account in preset.facebook)])


def test_workspace_shop_and_accounts_differ_in_zone_and_currency_somewhere() -> None:
    market = world(1)
    differing = Counter[str]()
    for workspace in market.workspaces:
        shop = market.shop(workspace.workspace_id)
        differing["shop zone"] += shop.timezone != workspace.timezone
        differing["shop currency"] += shop.currency != workspace.currency
        for account in accounts_of(market):
            if account.workspace_id == workspace.workspace_id:
                differing["account zone"] += account.timezone != workspace.timezone
                differing["account currency"] += account.currency != workspace.currency
    assert min(differing[name] for name in ("shop zone", "shop currency", "account zone", "account currency")) > 0


def test_brands_come_again_under_other_names_beyond_the_presets() -> None:
    count = len(PRESETS) + 2
    market = generate_market(seed=1, start=START, workspaces=count, size="small", now=NOW.replace(month=2, day=20))
    assert len({workspace.name for workspace in market.workspaces}) == count
    assert [workspace.workspace_id for workspace in market.workspaces] == [f"demo-{n + 1}" for n in range(count)]
    ids = [account.account_id for account in accounts_of(market)]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("seed", SEEDS)
def test_every_workspace_has_the_accounts_of_a_brand(seed: int) -> None:
    market = world(seed)
    for workspace in market.workspaces:
        counts = {name: len(market.ad_accounts(workspace.workspace_id, name)) for name in PLATFORMS}
        assert counts["facebook_ads"] in (1, 2)
        assert counts["google_ads"] == 3
        assert counts["tiktok_ads"] == 1
        assert market.property(workspace.workspace_id).workspace_id == workspace.workspace_id
        for name in PLATFORMS:
            ads = [
                ad
                for account in market.ad_accounts(workspace.workspace_id, name)
                for ad in market.ads(account.account_id, NOW)
            ]
            assert 20 <= len(ads) <= 40


SHAPES = {"facebook_ads": (r"\d{15,18}", r"\d{15,18}"), "google_ads": (r"\d{10}", r"\d{10,13}"),
          "tiktok_ads": (r"\d{19}", r"\d{16,19}")}  # fmt: skip


@pytest.mark.parametrize("seed", SEEDS)
def test_ids_look_like_the_platforms_and_are_unique_across_workspaces(seed: int) -> None:
    market = world(seed)
    ids: list[str] = []
    for account in accounts_of(market):
        account_shape, object_shape = SHAPES[account.platform]
        assert re.fullmatch(account_shape, account.account_id)
        made = [each.campaign_id for each in market.campaigns(account.account_id, NOW)]
        made += [each.ad_set_id for each in market.ad_sets(account.account_id, NOW)]
        made += [each.ad_id for each in market.ads(account.account_id, NOW)]
        assert all(re.fullmatch(object_shape, each) for each in made)
        ids += [account.account_id, *made]
    assert len(ids) == len(set(ids))
    for workspace in market.workspaces:
        for order in market.orders(workspace.workspace_id, NOW):
            assert re.fullmatch(r"\d{13}", str(order.order_id))


@pytest.mark.parametrize("seed", SEEDS)
def test_parents_are_listed_in_the_same_account(seed: int) -> None:
    market = world(seed)
    for account in accounts_of(market):
        campaigns = {each.campaign_id for each in market.campaigns(account.account_id, NOW)}
        ad_sets = {each.ad_set_id: each for each in market.ad_sets(account.account_id, NOW)}
        assert {each.campaign_id for each in ad_sets.values()} <= campaigns
        for ad in market.ads(account.account_id, NOW):
            assert ad_sets[ad.ad_set_id].campaign_id == ad.campaign_id


@pytest.mark.parametrize("seed", SEEDS)
def test_every_platform_has_a_renamed_campaign_an_archived_one_and_a_deleted_ad(seed: int) -> None:
    market, at_first = world(seed), NOW.replace(month=2, day=20, hour=12)
    for workspace in market.workspaces:
        for platform in PLATFORMS:
            accounts = market.ad_accounts(workspace.workspace_id, platform)
            campaigns = [each for account in accounts for each in market.campaigns(account.account_id, NOW)]
            ads = [each for account in accounts for each in market.ads(account.account_id, NOW)]
            assert any(value_at(each.names, at_first) != value_at(each.names, NOW) for each in campaigns)
            assert any(value_at(each.statuses, NOW) == "archived" for each in campaigns)
            assert any(value_at(each.statuses, NOW) == "deleted" for each in ads)


def test_a_shop_sells_goods_with_costs_and_one_gift_card() -> None:
    market = world(1)
    for workspace in market.workspaces:
        products = market.products(workspace.workspace_id, NOW)
        variants = [variant for product in products for variant in product.variants]
        assert sum(product.is_gift_card for product in products) == 1
        assert any(variant.unit_cost is None for product in products if not product.is_gift_card
                   for variant in product.variants)  # fmt: skip
        assert all(variant.unit_cost < variant.price for variant in variants if variant.unit_cost is not None)
        for kind in ("variant_id", "inventory_item_id", "sku"):
            assert len({getattr(variant, kind) for variant in variants}) == len(variants), kind
