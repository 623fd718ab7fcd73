"""Who works on the cases of the demonstration: more than decide about reports, each with keys."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.contrib.auth.hashers import make_password

from amparo.accounts import keys, policy
from amparo.accounts.actions import Founded
from amparo.accounts.keys import Keyring
from amparo.accounts.models import Institution, Membership, Role
from amparo.accounts.policy import Action, Actor
from amparo.demonstration.draw import Draw
from amparo.demonstration.people import PASSWORD, Post, Staff, _hire, _local
from amparo.kernel import clock

_NATIONAL = (
    Post("helpline", Role.CASEWORKER, "Corália Exemplo", "coralia.linha"),
    Post("coordination", Role.SUPERVISOR, "Salma Exemplo", "salma.supervisora"),
    Post("coordination", Role.SUPERVISOR, "Severino Exemplo", "severino.supervisor"),
    Post("ngo-shelter", Role.CASEWORKER, "Cátia Exemplo", "catia.casa"),
    Post("ngo-migrants", Role.SUPERVISOR, "Sílvia Exemplo", "silvia.caminho"),
)
_WORKERS = (
    "Berta",
    "Bruno",
    "Beatriz",
    "Benjamim",
    "Bia",
    "Basílio",
    "Bela",
    "Baltazar",
    "Brígida",
    "Bernardo",
    "Branca",
)
_CHIEFS = (
    "Dalila",
    "Daniel",
    "Dina",
    "David",
    "Deolinda",
    "Domingos",
    "Dora",
    "Dinis",
    "Delfina",
    "Duarte",
    "Diana",
)
_AGENTS = (
    "Iara",
    "Ilídio",
    "Irene",
    "Isaías",
    "Isabel",
    "Ismael",
    "Ilda",
    "Inácio",
    "Iolanda",
    "Íris",
    "Itamar",
)
_LOCAL = (
    ("social", Role.CASEWORKER, _WORKERS),
    ("social", Role.SUPERVISOR, _CHIEFS),
    ("police", Role.INVESTIGATOR, _AGENTS),
)


@dataclass(frozen=True)
class Desk:
    """Everybody who holds keys, by institution."""

    actors: dict[str, list[Actor]] = field(repr=False)  # by the institution's id, in the order of names
    members: dict[UUID, Actor] = field(repr=False)  # by the membership's id

    def all_of(self, institution: Institution, *roles: Role) -> list[Actor]:
        """The institution's actors in one of these roles."""
        return [one for one in self.actors.get(str(institution.pk), []) if one.role in roles]

    def protector(self, institution: Institution, draw: Draw) -> Actor:
        """Who can work on the protection side, a case worker before a supervisor. Raises IndexError."""
        found = self.all_of(institution, Role.CASEWORKER) or self.all_of(institution, Role.SUPERVISOR)
        return draw.choice(found)

    def supervisor(self, institution: Institution, other_than: Actor | None = None) -> Actor | None:
        """A supervisor, if there is one (besides somebody)."""
        found = self.all_of(institution, Role.SUPERVISOR)
        return next(
            (one for one in found if other_than is None or one.membership != other_than.membership), None
        )

    def prosecutor(self, institution: Institution) -> Actor:
        """Who writes down what the justice system did. Raises IndexError."""
        return self.all_of(institution, Role.PROSECUTOR, Role.INVESTIGATOR, Role.SUPERVISOR)[0]

    def second(self, institution: Institution, first: Actor) -> Actor | None:
        """A colleague who can confirm what `first` proposed."""
        able = [Role(role) for role in policy.TABLE[Action.CLOSE_CASE][0]]
        found = self.all_of(institution, *able)
        return next((one for one in found if one.membership.person_id != first.membership.person_id), None)

    def of(self, membership: Membership) -> Actor:
        """The actor of one member. Raises KeyError for somebody without keys."""
        return self.member(membership.pk)

    def member(self, pk: UUID) -> Actor:
        """The actor of the member with this id. Raises KeyError for somebody without keys."""
        return self.members[pk]


def hire_case_workers(founded: dict[str, Founded], staff: Staff) -> Desk:
    """People for social action, the police desks and the coordinating body; and all who were there."""
    hashed = make_password(PASSWORD)
    known = [actor for deciders in staff.deciders.values() for actor in deciders]
    begun = clock.now()
    for number, post in enumerate(_posts(founded)):
        with clock.at(begun + timedelta(minutes=number)):
            known.append(_hire(post, founded[post.office], hashed))
    known += _unlocked(known)
    actors: dict[str, list[Actor]] = {}
    for actor in known:
        actors.setdefault(str(actor.institution.pk), []).append(actor)
    for row in actors.values():
        row.sort(key=lambda one: one.membership.person.username)
    return Desk(actors, {one.membership.pk: one for row in actors.values() for one in row})


def _posts(founded: dict[str, Founded]) -> list[Post]:
    found = list(_NATIONAL)
    for kind, role, names in _LOCAL:
        local = [code for code in founded if code.startswith(f"{kind}-")]
        for number, code in enumerate(local):
            found.append(_local(founded[code].institution, code, role, names[number % len(names)]))
    return found


def _unlocked(known: Iterable[Actor]) -> list[Actor]:
    """Those who were there and decide about no reports, with the keys that the printed password opens."""
    able = policy.TABLE[Action.SEND_REFERRAL][0]
    have = [actor.membership.pk for actor in known]
    rows = Membership.objects.current().filter(role__in=able).exclude(pk__in=have)
    return [
        Actor(row, Keyring(row, keys.unwrap(row.person, PASSWORD)))
        for row in rows.select_related("person", "institution").order_by("started_at")
        if row.institution.kind != "health"
    ]
