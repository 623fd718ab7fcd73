"""The settings as mypy's Django plugin loads them: with the secrets of the tests, from any shell."""

from tests import environment

environment.enter()

from amparo.settings import *  # noqa: E402, F403 - the same settings, once the environment is right
