"""The demonstration country, loaded once into an empty database."""

from amparo.kernel.errors import Misconfigured

PASSWORD = "demonstration country"  # noqa: S105 - printed at every start: it protects made-up people only


def load_country(size: int = 300, seed: int = 1) -> None:
    """Load made-up institutions, people and `size` reports, the same for the same `seed`; nothing when loaded.

    Raises Misconfigured outside demonstration mode.
    """
    from django.conf import settings

    if not settings.DEMONSTRATION:
        raise Misconfigured("The demonstration country is loaded in demonstration mode only.")
