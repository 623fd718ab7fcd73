"""The demonstration's leads: an investigator takes made-up posts in, and the worker runs over them."""

from collections.abc import Callable
from datetime import datetime, timedelta

from amparo.accounts import keys
from amparo.accounts.keys import Keyring
from amparo.accounts.models import Institution, Membership, Role
from amparo.accounts.policy import Actor
from amparo.demonstration import offers
from amparo.demonstration.people import PASSWORD
from amparo.kernel import clock
from amparo.leads.collections.actions import Described, add_to, take_in
from amparo.leads.collections.receiving import Arrival, SealedFile
from amparo.leads.models import Collection, LegalBasis, Origin
from amparo.leads.running.starting import start

_DAYS_AGO = 5
_LATER = 20  # posts that come in a second file
_KEPT = timedelta(days=180)


At = Callable[[datetime, Callable[[], None]], None]


def find_leads(institution: Institution, seed: int, now: datetime, at: At) -> None:
    """Taken in some days before `now` by an investigator, the newest posts a day later, when `at` lets it
    happen.

    The run waits for the worker of `demo run`, which needs a minute or two when nothing of the library is
    compiled yet.
    """
    at(now - timedelta(days=_DAYS_AGO), lambda: _take_in(institution, seed, now, at))


def _take_in(institution: Institution, seed: int, now: datetime, at: At) -> None:
    member = Membership.objects.current().filter(institution=institution, role=Role.INVESTIGATOR).first()
    if member is None:
        return
    actor = Actor(member, Keyring(member, keys.unwrap(member.person, PASSWORD)))
    header, *rows = offers.table(seed, clock.now()).splitlines(keepends=True)
    posts, more = (b"".join([header, *part]) for part in (rows[:-_LATER], rows[-_LATER:]))
    described = Described(
        title="Ofertas de trabalho entregues por duas páginas de anúncios (inventadas)",
        authority="Despacho de exemplo n.º 000/2026",
        purpose="Saber quem recruta para fora do país com promessas falsas. Tudo é inventado.",
        origin=Origin.HELD,
        basis=LegalBasis.PROSECUTOR_ORDER,
        keep_until=clock.now().date() + _KEPT,
    )
    collection = take_in(actor, _arrived("ofertas.csv", posts), described)
    at(
        now - timedelta(days=_DAYS_AGO - 1),
        lambda: _add(actor, collection, _arrived("ofertas-mais-recentes.csv", more)),
    )
    at(now, lambda: _run(actor, collection))


def _arrived(name: str, posts: bytes) -> SealedFile:
    arrival = Arrival()
    arrival.write(posts)
    return arrival.whole(name, len(posts))


def _add(actor: Actor, collection: Collection, more: SealedFile) -> None:
    add_to(actor, collection, more)


def _run(actor: Actor, collection: Collection) -> None:
    start(actor, collection)
