"""Random schedules of what arrives, one per workspace, as raw rows with the load that brought each."""
