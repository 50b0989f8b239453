"""The raw tables of Shopify. Money is in shop currency unless a column says otherwise; ids are the numeric tails."""

from pipelines.loading.table import Column, Table

_ORDER = ("workspace_id", "order_id")

SHOPS = Table(
    name="shops",
    columns=(
        Column("shop_id"),
        Column("gid"),
        Column("domain"),
        Column("name"),
        Column("currency"),
        Column("timezone"),
        Column("taxes_included", "bool"),
        Column("plan_name"),
        Column("created_at", "timestamp"),
        Column("has_full_history", "bool"),
    ),
    key=("workspace_id", "shop_id"),
    unique=("workspace_id", "shop_id"),
)

ORDERS = Table(
    name="orders",
    columns=(
        Column("order_id"),
        Column("gid"),
        Column("shop_id"),
        Column("order_name"),
        Column("is_test", "bool"),
        Column("created_at", "timestamp"),
        Column("processed_at", "timestamp"),
        Column("updated_at", "timestamp"),
        Column("cancelled_at", "timestamp"),
        Column("cancel_reason"),
        Column("closed_at", "timestamp"),
        Column("currency"),
        Column("presentment_currency"),
        Column("taxes_included", "bool"),
        Column("is_edited", "bool"),
        Column("customer_key"),
        Column("financial_status"),
        Column("fulfillment_status"),
        Column("return_status"),
        Column("source_name"),
        Column("discount_codes", "json"),
        Column("custom_attributes", "json"),
        Column("total_price", "decimal"),
        Column("total_price_presentment", "decimal"),
        Column("subtotal_price", "decimal"),
        Column("total_tax", "decimal"),
        Column("total_discounts", "decimal"),
        Column("total_shipping", "decimal"),
        Column("total_tip", "decimal"),
        Column("total_refunded", "decimal"),
        Column("current_total_price", "decimal"),
        Column("net_payment", "decimal"),
        Column("journey_ready", "bool"),
        Column("journey_moments", "bigint"),
        Column("customer_order_index", "bigint"),
        Column("days_to_conversion", "bigint"),
        Column("landing_page"),
        Column("referrer_url"),
    ),
    key=_ORDER,
    unique=_ORDER,
)

ORDER_LINES = Table(
    name="order_lines",
    columns=(
        Column("order_id"),
        Column("order_line_id"),
        Column("product_id"),
        Column("variant_id"),
        Column("title"),
        Column("sku"),
        Column("quantity", "bigint"),
        Column("current_quantity", "bigint"),
        Column("is_gift_card", "bool"),
        Column("unit_price", "decimal"),
        Column("discount_allocations", "json"),
        Column("tax_lines", "json"),
    ),
    key=_ORDER,
    unique=(*_ORDER, "order_line_id"),
)

SALES = Table(
    name="sales",
    columns=(
        Column("order_id"),
        Column("agreement_id"),
        Column("sale_id"),
        Column("happened_at", "timestamp"),
        Column("reason"),
        Column("action_type"),
        Column("line_type"),
        Column("order_line_id"),
        Column("quantity", "bigint"),
        Column("total", "decimal"),
        Column("tax", "decimal"),
        Column("discount_before_taxes", "decimal"),
    ),
    key=_ORDER,
    unique=(*_ORDER, "sale_id"),
)

REFUNDS = Table(
    name="refunds",
    columns=(
        Column("order_id"),
        Column("refund_id"),
        Column("created_at", "timestamp"),
        Column("processed_at", "timestamp"),
        Column("updated_at", "timestamp"),
        Column("amount", "decimal"),
        Column("shipping_lines", "json"),
    ),
    key=_ORDER,
    unique=(*_ORDER, "refund_id"),
)

REFUND_LINES = Table(
    name="refund_lines",
    columns=(
        Column("order_id"),
        Column("refund_id"),
        Column("refund_line_id"),
        Column("order_line_id"),
        Column("quantity", "bigint"),
        Column("restock_type"),
        Column("is_restocked", "bool"),
        Column("subtotal", "decimal"),
        Column("tax", "decimal"),
    ),
    key=_ORDER,
    unique=(*_ORDER, "refund_line_id"),
)

REFUND_ADJUSTMENTS = Table(
    name="refund_adjustments",
    columns=(
        Column("order_id"),
        Column("refund_id"),
        Column("adjustment_id"),
        Column("reason"),
        Column("amount", "decimal"),
        Column("tax", "decimal"),
    ),
    key=_ORDER,
    unique=(*_ORDER, "adjustment_id"),
)

TRANSACTIONS = Table(
    name="transactions",
    columns=(
        Column("order_id"),
        Column("transaction_id"),
        Column("parent_transaction_id"),
        Column("refund_id"),
        Column("kind"),
        Column("status"),
        Column("gateway"),
        Column("is_test", "bool"),
        Column("created_at", "timestamp"),
        Column("processed_at", "timestamp"),
        Column("amount", "decimal"),
        Column("currency"),
        Column("fee", "decimal"),
        Column("fee_tax", "decimal"),
        Column("fee_currency"),
        Column("fees", "json"),
    ),
    key=_ORDER,
    unique=(*_ORDER, "transaction_id"),
)

DISCOUNTS = Table(
    name="discounts",
    columns=(
        Column("order_id"),
        Column("discount_index", "bigint"),
        Column("discount_type"),
        Column("code"),
        Column("title"),
        Column("allocation_method"),
        Column("target_selection"),
        Column("target_type"),
        Column("value_amount", "decimal"),
        Column("value_currency"),
        Column("value_percentage", "decimal"),
        Column("amount", "decimal"),
    ),
    key=_ORDER,
    unique=(*_ORDER, "discount_index"),
)

VISITS = Table(
    name="visits",
    columns=(
        Column("order_id"),
        Column("visit_id"),
        Column("position", "bigint"),
        Column("occurred_at", "timestamp"),
        Column("landing_page"),
        Column("referrer_url"),
        Column("referral_code"),
        Column("source"),
        Column("source_type"),
        Column("source_description"),
        Column("utm_source"),
        Column("utm_medium"),
        Column("utm_campaign"),
        Column("utm_content"),
        Column("utm_term"),
    ),
    key=_ORDER,
    unique=(*_ORDER, "visit_id"),
)

CUSTOMERS = Table(
    name="customers",
    columns=(
        Column("customer_key"),
        Column("created_at", "timestamp"),
        Column("updated_at", "timestamp"),
        Column("number_of_orders", "bigint"),
        Column("amount_spent", "decimal"),
        Column("state"),
        Column("country_code"),
        Column("province_code"),
    ),
    key=("workspace_id", "customer_key"),
    unique=("workspace_id", "customer_key"),
)

PRODUCTS = Table(
    name="products",
    columns=(
        Column("product_id"),
        Column("gid"),
        Column("shop_id"),
        Column("title"),
        Column("handle"),
        Column("status"),
        Column("vendor"),
        Column("product_type"),
        Column("is_gift_card", "bool"),
        Column("tags", "json"),
        Column("created_at", "timestamp"),
        Column("updated_at", "timestamp"),
        Column("published_at", "timestamp"),
        Column("total_inventory", "bigint"),
    ),
    key=("workspace_id", "product_id"),
    unique=("workspace_id", "product_id"),
)

PRODUCT_VARIANTS = Table(
    name="product_variants",
    columns=(
        Column("product_id"),
        Column("variant_id"),
        Column("inventory_item_id"),
        Column("title"),
        Column("sku"),
        Column("barcode"),
        Column("position", "bigint"),
        Column("taxable", "bool"),
        Column("is_tracked", "bool"),
        Column("price", "decimal"),
        Column("compare_at_price", "decimal"),
        Column("inventory_quantity", "bigint"),
        Column("created_at", "timestamp"),
        Column("updated_at", "timestamp"),
        Column("unit_cost", "decimal"),
        Column("unit_cost_currency"),
    ),
    key=("workspace_id", "product_id"),
    unique=("workspace_id", "product_id", "variant_id"),
)

UNIT_COSTS = Table(
    name="unit_costs",
    columns=(
        Column("variant_id"),
        Column("changed_at", "timestamp"),
        Column("shop_id"),
        Column("product_id"),
        Column("unit_cost", "decimal"),
        Column("unit_cost_currency"),
    ),
    key=("workspace_id", "variant_id", "changed_at"),
    unique=("workspace_id", "variant_id", "changed_at"),
)
"""What a unit costs as of the last change of its inventory item: Shopify shows today's cost only, so rows stay."""

ORDER_TABLES = (
    ORDERS,
    ORDER_LINES,
    SALES,
    REFUNDS,
    REFUND_LINES,
    REFUND_ADJUSTMENTS,
    TRANSACTIONS,
    DISCOUNTS,
    VISITS,
)
"""What one order is replaced in."""

TABLES = (SHOPS, *ORDER_TABLES, CUSTOMERS, PRODUCTS, PRODUCT_VARIANTS, UNIT_COSTS)
