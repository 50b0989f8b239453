"""The frame that every source shares: declarations, slices, the HTTP client, and the way into the warehouse by dlt."""
