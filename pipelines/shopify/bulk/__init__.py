"""Bulk operations: Shopify writes a long list to a file, beside the limits on requests."""
