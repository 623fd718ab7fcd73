"""The demonstration's leads: an investigator takes made-up posts in, and the worker runs over them."""

from datetime import datetime, timedelta

from amparo.accounts import keys
from amparo.accounts.keys import Keyring
from amparo.accounts.models import Institution, Membership, Role
from amparo.accounts.policy import Actor
from amparo.demonstration import offers
from amparo.demonstration.people import PASSWORD
from amparo.kernel import clock
from amparo.leads.collections.actions import Described, add_to, take_in
from amparo.leads.collections.receiving import Arrival
from amparo.leads.models import LegalBasis, Origin
from amparo.leads.running.starting import start

_DAYS_AGO = 5
_LATER = 20  # posts that come in a second file
_KEPT = timedelta(days=180)


def find_leads(institution: Institution, seed: int, now: datetime) -> None:
    """Taken in some days before `now` by an investigator, the newest posts a day later.

    The run waits for the worker of `demo run`, which needs a minute or two when nothing of the library is
    compiled yet.
    """
    member = Membership.objects.current().filter(institution=institution, role=Role.INVESTIGATOR).first()
    if member is None:
        return
    actor = Actor(member, Keyring(member, keys.unwrap(member.person, PASSWORD)))
    with clock.at(now - timedelta(days=_DAYS_AGO)):
        header, *rows = offers.table(seed, clock.now()).splitlines(keepends=True)
        posts, more = (b"".join([header, *part]) for part in (rows[:-_LATER], rows[-_LATER:]))
        arrival = Arrival()
        arrival.write(posts)
        described = Described(
            title="Ofertas de trabalho entregues por duas páginas de anúncios (inventadas)",
            authority="Despacho de exemplo n.º 000/2026",
            purpose="Saber quem recruta para fora do país com promessas falsas. Tudo é inventado.",
            origin=Origin.HELD,
            basis=LegalBasis.PROSECUTOR_ORDER,
            keep_until=clock.now().date() + _KEPT,
        )
        collection = take_in(actor, arrival.whole("ofertas.csv", len(posts)), described)
    with clock.at(now - timedelta(days=_DAYS_AGO - 1)):
        arrival = Arrival()
        arrival.write(more)
        add_to(actor, collection, arrival.whole("ofertas-mais-recentes.csv", len(more)))
    with clock.at(now):
        start(actor, collection)
