"""What holds for all tests: a property is not refuted by a slow machine."""

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
