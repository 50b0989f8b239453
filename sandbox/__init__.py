"""A local twin of the outside world: one simulated market and the HTTP APIs that report it."""
