with ledger as (
    select
        workspace_id,
        order_id,
        agreement_id,
        sale_id,
        happened_at,
        reason,
        action_type,
        line_type,
        order_line_id,
        quantity,
        {{ net_of_tax('total', 'tax') }} as net,
        discount_before_taxes as discount,
        tax
    from {{ source('raw_shopify', 'sales') }}
),

adjusted_in_ledger as (
    select distinct
        workspace_id,
        order_id
    from ledger
    where line_type = 'ADJUSTMENT'
),

-- a refunded amount without goods is booked once: as the ledger has it, else from the refund itself
adjusted_outside as (
    select
        adjustments.workspace_id,
        adjustments.order_id,
        cast(null as text) as agreement_id,
        adjustments.adjustment_id as sale_id,
        refunds.created_at as happened_at,
        'REFUND' as reason,
        'RETURN' as action_type,
        'ADJUSTMENT' as line_type,
        cast(null as text) as order_line_id,
        cast(null as bigint) as quantity,
        adjustments.amount - case when orders.taxes_included then coalesce(adjustments.tax, 0) else 0 end as net,
        0 as discount,
        adjustments.tax
    from {{ source('raw_shopify', 'refund_adjustments') }} as adjustments
    inner join {{ ref('stg_shopify__refunds') }} as refunds
        on
            adjustments.workspace_id = refunds.workspace_id
            and adjustments.order_id = refunds.order_id
            and adjustments.refund_id = refunds.refund_id
    inner join {{ source('raw_shopify', 'orders') }} as orders
        on
            adjustments.workspace_id = orders.workspace_id
            and adjustments.order_id = orders.order_id
    left join adjusted_in_ledger
        on
            adjustments.workspace_id = adjusted_in_ledger.workspace_id
            and adjustments.order_id = adjusted_in_ledger.order_id
    where
        adjustments.reason = 'REFUND_DISCREPANCY'
        and adjusted_in_ledger.order_id is null
),

entries as (
    select * from ledger
    union all
    select * from adjusted_outside
)

select
    workspace_id,
    order_id,
    agreement_id,
    sale_id,
    happened_at,
    reason,
    action_type,
    line_type,
    order_line_id,
    quantity,
    cast(coalesce(net, 0) as decimal(18, 6)) as net_original,
    cast(coalesce(discount, 0) as decimal(18, 6)) as discount_original,
    cast(coalesce(tax, 0) as decimal(18, 6)) as tax_original
from entries
