"""Where data lives and who may read it."""
