"""The key of a collection: who opens it, and how a worker is lent it for one run."""

from amparo.accounts.keys import Keyring
from amparo.kernel import sealing
from amparo.kernel.errors import NoKey
from amparo.leads.models import Collection, Run

_LENT = "collections lent to the worker"


def give(collection: Collection, key: bytes) -> None:
    """Seal a new collection's key to its institution's newest epoch; the row is not saved."""
    collection.institution_key = collection.institution.current_key
    public = bytes(collection.institution_key.public)
    collection.box = sealing.seal_to(public, key, collection.key_context)


def of(keyring: Keyring, collection: Collection) -> bytes:
    """The collection's key. Raises NoKey, also when it was deleted, and SealBroken."""
    if collection.box is None:
        raise NoKey
    return keyring.open_box(bytes(collection.box), collection.institution_key.epoch, collection.key_context)


def lend(run: Run, key: bytes) -> None:
    """Put the key where the worker reaches it, as long as the run is live; the row is not saved."""
    run.box = sealing.seal(key, sealing.derive(_LENT), run.box_context)


def lent(run: Run) -> bytes:
    """For the worker. Raises NoKey once the run is over, SealBroken."""
    if run.box is None:
        raise NoKey
    return sealing.open_sealed(bytes(run.box), sealing.derive(_LENT), run.box_context)
