select
    variants.workspace_id,
    variants.product_id,
    variants.variant_id,
    products.title as product_title,
    variants.title as variant_title,
    variants.sku,
    products.vendor,
    products.product_type,
    products.status as product_status,
    variants.price as price_original,
    case
        when variants.unit_cost_currency is null or variants.unit_cost_currency = shops.currency
            then variants.unit_cost
    end as unit_cost_original
from {{ source('raw_shopify', 'product_variants') }} as variants
inner join {{ source('raw_shopify', 'products') }} as products
    on
        variants.workspace_id = products.workspace_id
        and variants.product_id = products.product_id
left join {{ ref('stg_shopify__shops') }} as shops
    on
        products.workspace_id = shops.workspace_id
        and products.shop_id = shops.shop_id
