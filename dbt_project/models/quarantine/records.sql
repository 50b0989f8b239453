{{ incremental_by('workspace_id') }}
with refused_at_load as (
    {% for name in source_names() %}
        select
            workspace_id,
            '{{ name }}' as source,
            coalesce(stream, table_name) as stream,
            _dlt_load_id as load_id,
            reason,
            field,
            example,
            cast(record as text) as record
        from {{ source('raw_' ~ name, 'rejected_records') }} as rejected
        where {{ is_changed('rejected') }}
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

orders_without_rate as (
    select
        workspace_id,
        'shopify' as source,
        'orders' as stream,
        cast(null as text) as load_id,
        'no exchange rate was published on or before the day of the order' as reason,
        'currency' as field,
        currency as example,
        {{ json_record(['order_id', 'order_name', 'order_date', 'currency', 'workspace_currency']) }} as record
    from {{ ref('int_orders__dated') }} as orders
    where
        {{ is_changed('orders') }}
        and exchange_rate is null
),

ad_days_without_rate as (
    select
        workspace_id,
        platform as source,
        'ad_daily' as stream,
        cast(null as text) as load_id,
        'no exchange rate was published on or before the day of the spend' as reason,
        'currency' as field,
        currency as example,
        {{ json_record([
            'account_id', 'date_day', 'campaign_id', 'ad_set_id', 'ad_id', 'row_kind', 'currency', 'spend_original',
            'platform_revenue_original'
        ]) }} as record
    from {{ ref('int_ads__days') }} as ads
    where
        {{ is_changed('ads') }}
        and exchange_rate is null
),

purchases_without_rate as (
    select
        workspace_id,
        'ga4' as source,
        'purchases' as stream,
        cast(null as text) as load_id,
        'no exchange rate was published on or before the day of the purchase' as reason,
        'currency' as field,
        currency as example,
        {{ json_record(['property_id', 'date_day', 'transaction_id', 'currency', 'revenue_original']) }} as record
    from {{ ref('int_purchases__recorded') }} as purchases
    where
        {{ is_changed('purchases') }}
        and exchange_rate is null
),

costs_without_rate as (
    select
        workspace_id,
        'shopify' as source,
        'product_costs' as stream,
        cast(null as text) as load_id,
        'no exchange rate of an uploaded cost was published on or before the day of the order' as reason,
        'currency' as field,
        currency as example,
        {{ json_record(['order_id', 'order_line_id', 'order_date', 'currency', 'unit_cost_original']) }} as record
    from {{ ref('int_order_lines__uploaded_costs') }} as costs
    where
        {{ is_changed('costs') }}
        and exchange_rate is null
),

sales_of_unknown_kind as (
    select
        workspace_id,
        'shopify' as source,
        'sales' as stream,
        cast(null as text) as load_id,
        'a sale of a product that is no order, update or return' as reason,
        'action_type' as field,
        action_type as example,
        {{ json_record(['order_id', 'sale_id', 'happened_at', 'action_type', 'line_type', 'net_original']) }} as record
    from {{ ref('stg_shopify__sales') }} as sales
    where
        {{ is_changed('sales') }}
        and line_type = 'PRODUCT'
        and coalesce(action_type, '') not in ('ORDER', 'UPDATE', 'RETURN')
)

select * from refused_at_load
union all
select * from orders_without_rate
union all
select * from ad_days_without_rate
union all
select * from purchases_without_rate
union all
select * from costs_without_rate
union all
select * from sales_of_unknown_kind
