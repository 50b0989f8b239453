"""Settings of the whole suite."""

from hypothesis import settings

# Two cores run many suites at once: a slow moment is no defect.
settings.register_profile("shared-machine", deadline=None)
settings.load_profile("shared-machine")
