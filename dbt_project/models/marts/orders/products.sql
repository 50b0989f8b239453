{{ incremental_by('workspace_id') }}
with catalogue as (
    select
        products.workspace_id,
        products.product_id,
        max(products.product_title) as product_title,
        max(products.vendor) as vendor,
        max(products.product_type) as product_type,
        max(products.product_status) = 'ACTIVE' as is_active,
        count(*) as variants,
        min(products.price_original) as lowest_price_original,
        max(products.price_original) as highest_price_original
    from {{ ref('stg_shopify__products') }} as products
    inner join {{ ref('int_workspaces__settings') }} as workspaces
        on products.workspace_id = workspaces.workspace_id
    where {{ is_changed('products') }}
    group by products.workspace_id, products.product_id
),

sold as (
    select
        workspace_id,
        product_id,
        max(title) as title,
        count(distinct order_id) as orders,
        min(order_date) as first_sold_on,
        max(order_date) as last_sold_on,
        sum(quantity) as quantity,
        sum(returned_quantity) as returned_quantity,
        sum(gross_revenue) as gross_revenue,
        sum(discounts) as discounts,
        sum(refunds) as refunds,
        case when count(*) = count(cost_of_goods) then sum(cost_of_goods) end as cost_of_goods
    from {{ ref('order_lines') }} as lines
    where
        {{ is_changed('lines') }}
        and product_id is not null
    group by workspace_id, product_id
)

select
    coalesce(catalogue.workspace_id, sold.workspace_id) as workspace_id,
    coalesce(catalogue.product_id, sold.product_id) as product_id,
    coalesce(catalogue.product_title, sold.title) as product_title,
    catalogue.vendor,
    catalogue.product_type,
    coalesce(catalogue.is_active, false) as is_listed,
    {{ count_of('catalogue.variants') }} as variants,
    catalogue.lowest_price_original,
    catalogue.highest_price_original,
    {{ count_of('sold.orders') }} as orders,
    sold.first_sold_on,
    sold.last_sold_on,
    {{ count_of('sold.quantity') }} as quantity,
    {{ count_of('sold.returned_quantity') }} as returned_quantity,
    {{ money('sold.gross_revenue') }} as gross_revenue,
    {{ money('sold.discounts') }} as discounts,
    {{ money('sold.refunds') }} as refunds,
    {{ money('sold.gross_revenue - sold.discounts - sold.refunds') }} as net_revenue,
    cast(case when sold.product_id is null then 0 else sold.cost_of_goods end as decimal(18, 6)) as cost_of_goods,
    cast(
        case
            when sold.product_id is null then 0
            else sold.gross_revenue - sold.discounts - sold.refunds - sold.cost_of_goods
        end as decimal(18, 6)
    ) as gross_margin
from catalogue
full outer join sold
    on
        catalogue.workspace_id = sold.workspace_id
        and catalogue.product_id = sold.product_id
