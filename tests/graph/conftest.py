"""The walk is compiled by the test that first takes it, whichever that is: no deadline for an example."""

from hypothesis import settings

settings.register_profile("graph", settings.default, deadline=None)
settings.load_profile("graph")
