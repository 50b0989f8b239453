{# A query: daily figures of `facts` under the column names of Fivetran's ad_reporting package, added up.

   `columns` maps the package's names to ours, in the package's order. What stands in max() describes a row; the others,
   with account and day, tell rows apart. #}
{% macro ad_report(facts, columns={}, condition='true') -%}
{%- set keys = ['workspace_id', 'platform', 'account_id', 'date_day'] -%}
{%- for column in columns.values() if not column.startswith('max(') -%}
    {%- do keys.append(column) -%}
{%- endfor -%}
with accounts as (
    select
        workspace_id,
        platform,
        account_id,
        max(account_name) as account_name
    from {{ ref('campaigns') }}
    group by workspace_id, platform, account_id
),

reports as (
    select
        workspace_id,
        platform,
        account_id,
        date_day,
        {% for name, column in columns.items() %}
            {{ column }} as {{ name }},
        {% endfor %}
        {{ count_of('sum(clicks)') }} as clicks,
        {{ count_of('sum(impressions)') }} as impressions,
        {{ money('sum(spend)') }} as spend,
        {{ money('sum(platform_conversions)') }} as conversions,
        {{ money('sum(platform_revenue)') }} as conversions_value
    from {{ facts }} as facts
    where {{ condition }}
    group by {{ keys | join(', ') }}
)

select
    reports.workspace_id,
    reports.workspace_id as source_relation,
    reports.date_day,
    reports.platform,
    reports.account_id,
    accounts.account_name,
    {% for name in columns %}
        reports.{{ name }},
    {% endfor %}
    reports.clicks,
    reports.impressions,
    reports.spend,
    reports.conversions,
    reports.conversions_value
from reports
inner join accounts
    on
        reports.workspace_id = accounts.workspace_id
        and reports.platform = accounts.platform
        and reports.account_id = accounts.account_id
{%- endmacro %}
