"""Which products were ever ordered: a name that no order has is mostly one that the shop writes otherwise."""

from collections.abc import Collection

from omnitrackiq.reporting.source import MartSource

_ORDERED = """
    select distinct trim(sku) as sku, variant_id
    from marts.order_lines
    where order_line_id is not null
"""


def never_ordered(source: MartSource, skus: Collection[str], variant_ids: Collection[str]) -> list[str]:
    """Those of ``skus`` and ``variant_ids`` that no order of the workspace has, sorted; none before the first order."""
    lines = source.fetch(_ORDERED)
    if not lines:
        return []
    unknown = set(skus) - {line["sku"] for line in lines}
    return sorted(unknown | (set(variant_ids) - {line["variant_id"] for line in lines}))
