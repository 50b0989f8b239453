select
    workspace_id,
    order_id,
    discount_index,
    case discount_type
        when 'DiscountCodeApplication' then 'code'
        when 'AutomaticDiscountApplication' then 'automatic'
        when 'ManualDiscountApplication' then 'manual'
        when 'ScriptDiscountApplication' then 'script'
        else 'other'
    end as discount_type,
    coalesce(code, title) as discount_name,
    code as discount_code,
    lower(target_type) as target_type,
    case when value_percentage is not null then 'percentage' when value_amount is not null then 'amount' end
        as value_type,
    cast(coalesce(value_percentage, value_amount) as decimal(18, 6)) as discount_value,
    cast(amount as decimal(18, 6)) as amount_original
from {{ source('raw_shopify', 'discounts') }}
