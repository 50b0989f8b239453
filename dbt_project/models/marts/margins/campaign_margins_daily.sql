{{ incremental_by('date_day', tells=['date_day']) }}
-- one unknown cost makes the sum of all unknown
with known as (
    select
        *,
        case when goods_unknown = 0 then cost_of_goods end as known_goods,
        case when shipping_unknown = 0 then shipping_cost end as known_shipping,
        case when payment_unknown = 0 then payment_cost end as known_payments,
        case when other_unknown = 0 then other_costs end as known_others
    from {{ ref('int_campaigns__costs') }} as costs
    where {{ is_changed('costs') }}
),

margins as (
    select
        *,
        net_revenue - known_goods as margin_1,
        net_revenue - known_goods + shipping_income - known_shipping - known_payments as margin_2
    from known
)

select
    margins.workspace_id,
    margins.date_day,
    margins.platform,
    margins.campaign_id,
    campaigns.campaign_name,
    {{ count_of('margins.orders') }} as orders,
    margins.gross_revenue,
    margins.net_revenue,
    cast(margins.known_goods as decimal(18, 6)) as cost_of_goods,
    cast(margins.margin_1 as decimal(18, 6)) as contribution_margin_1,
    margins.shipping_income,
    cast(margins.known_shipping as decimal(18, 6)) as shipping_cost,
    cast(margins.known_payments as decimal(18, 6)) as payment_cost,
    cast(margins.margin_2 as decimal(18, 6)) as contribution_margin_2,
    margins.spend,
    cast(margins.margin_2 - margins.spend as decimal(18, 6)) as contribution_margin_3,
    cast(margins.known_others as decimal(18, 6)) as other_costs,
    cast(margins.margin_2 - margins.spend - margins.known_others as decimal(18, 6)) as contribution_margin_4,
    {{ poas('margins.margin_2', 'margins.spend') }} as poas,
    margins.goods_covered_revenue,
    margins.covered_revenue,
    {{ goods_coverage('margins.goods_covered_revenue', 'margins.gross_revenue') }} as goods_coverage,
    {{ cost_coverage('margins.covered_revenue', 'margins.gross_revenue') }} as cost_coverage
from margins
left join {{ ref('int_campaigns__labels') }} as campaigns
    on
        margins.workspace_id = campaigns.workspace_id
        and margins.platform = campaigns.platform
        and margins.campaign_id = campaigns.campaign_id
