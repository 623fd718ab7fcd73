"""Django's Argon2id at the cost that the deployment set: one setting for every password and code."""

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher


class PasswordHasher(Argon2PasswordHasher):
    """As strong as `kernel.sealing.stretch`, so that neither of the two is the easier one to guess at."""

    time_cost, memory_cost = settings.AMPARO_ARGON2[0], settings.AMPARO_ARGON2[1] // 1024  # KiB
    parallelism = 1
