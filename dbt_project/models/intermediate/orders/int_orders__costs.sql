{{ incremental_by('order_id', tells=['order_id']) }}
select
    workspace_id,
    order_id,
    cast(
        case when count(*) = count(cost_of_goods) then sum(cost_of_goods) end as decimal(18, 6)
    ) as cost_of_goods
from {{ ref('int_order_lines__amounts') }} as lines
where
    {{ is_changed('lines') }}
    and kept_quantity <> 0
group by workspace_id, order_id
