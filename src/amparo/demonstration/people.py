"""The people of the demonstration country: made-up names, one printed password, a real key for each."""

from dataclasses import dataclass, field
from datetime import timedelta

from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.text import slugify

from amparo.accounts import keys
from amparo.accounts.actions import Founded
from amparo.accounts.keys import Keyring
from amparo.accounts.models import Institution, Membership, Person, Role
from amparo.accounts.policy import TABLE, Action, Actor
from amparo.demonstration.draw import Draw
from amparo.kernel import clock
from amparo.ledger.actions import append
from amparo.ledger.vocabulary import Event

PASSWORD = "amparo-demonstracao"  # noqa: S105 - printed at every start: there is nothing behind it but made-up people


@dataclass(frozen=True)
class Post:
    """Somebody at an institution; the sign-in name is the first name and what they do, or where."""

    office: str
    role: Role
    name: str
    username: str


NATIONAL = (
    Post("helpline", Role.TRIAGE, "Ana Exemplo", "ana.triagem"),
    Post("helpline", Role.TRIAGE, "Abel Exemplo", "abel.triagem"),
    Post("helpline", Role.OPERATOR, "Odete Exemplo", "odete.linha"),
    Post("helpline", Role.SUPERVISOR, "Sara Exemplo", "sara.supervisora"),
    Post("coordination", Role.TRIAGE, "Clara Exemplo", "clara.triagem"),
    Post("coordination", Role.SUPERVISOR, "Saul Exemplo", "saul.supervisor"),
    Post("coordination", Role.ANALYST, "Alda Exemplo", "alda.analista"),
    Post("coordination", Role.AUDITOR, "Aurélio Exemplo", "aurelio.auditor"),
    Post("coordination", Role.ADMINISTRATOR, "Adélia Exemplo", "adelia.administradora"),
    Post("prosecution", Role.PROSECUTOR, "Paula Exemplo", "paula.procuradora"),
    Post("prosecution", Role.TRIAGE, "Tomé Exemplo", "tome.triagem"),
    Post("prosecution", Role.SUPERVISOR, "Samira Exemplo", "samira.supervisora"),
    Post("investigation", Role.INVESTIGATOR, "Ivo Exemplo", "ivo.investigador"),
    Post("investigation", Role.SUPERVISOR, "Sónia Exemplo", "sonia.supervisora"),
    Post("regulator", Role.ADMINISTRATOR, "Rui Exemplo", "rui.regulador"),
    Post("justice", Role.TRAINER, "Júlia Exemplo", "julia.formadora"),
    Post("human-rights", Role.AUDITOR, "Hélder Exemplo", "helder.direitos"),
    Post("statistics", Role.ANALYST, "Inês Exemplo", "ines.estatistica"),
    Post("ngo-shelter", Role.CASEWORKER, "Celeste Exemplo", "celeste.casa"),
    Post("ngo-shelter", Role.SUPERVISOR, "Simão Exemplo", "simao.casa"),
    Post("ngo-migrants", Role.CASEWORKER, "Carlos Exemplo", "carlos.caminho"),
    Post("provider-mobile", Role.PROVIDER, "Pedro Exemplo", "pedro.operadora"),
    Post("provider-net", Role.PROVIDER, "Patrícia Exemplo", "patricia.provedor"),
)
# One in each province, in the order of the p-codes; the sign-in name says where.
_POLICE = (
    "Marta",
    "Mário",
    "Marcelo",
    "Madalena",
    "Manuel",
    "Mateus",
    "Mariamo",
    "Miguel",
    "Mónica",
    "Moisés",
    "Mila",
)
_SOCIAL = (
    "Lina",
    "Luís",
    "Laura",
    "Leonor",
    "Lucas",
    "Lídia",
    "Latifa",
    "Lázaro",
    "Lurdes",
    "Leandro",
    "Luísa",
)
_HEALTH = (
    "Flora",
    "Fausto",
    "Fátima",
    "Filipe",
    "Flávia",
    "Fernando",
    "Farida",
    "Félix",
    "Fina",
    "Florêncio",
    "Filomena",
)
_EDUCATION = (
    "Ema",
    "Elias",
    "Eunice",
    "Ernesto",
    "Elsa",
    "Edgar",
    "Elisa",
    "Eugénio",
    "Estela",
    "Eduardo",
    "Eva",
)
_CHIEFS = (
    "Rosa",
    "Raul",
    "Rita",
    "Rafael",
    "Regina",
    "Renato",
    "Rabia",
    "Rogério",
    "Rute",
    "Ramiro",
    "Renata",
)
_LOCAL = (
    ("police", Role.TRIAGE, _POLICE),
    ("police", Role.SUPERVISOR, _CHIEFS),
    ("social", Role.TRIAGE, _SOCIAL),
    ("health", Role.CASEWORKER, _HEALTH),
    ("education", Role.TRAINER, _EDUCATION),
)
_BUSIEST = {"police-MZ07": "Nelson", "police-MZ11": "Zito"}  # a second officer in the two largest provinces
_DECIDE = TABLE[Action.DECIDE_REPORT][0]


def posts(institutions: dict[str, Institution]) -> list[Post]:
    """Everybody, in the order in which they start."""
    found = list(NATIONAL)
    for kind, role, names in _LOCAL:
        local = [code for code in institutions if code.startswith(f"{kind}-")]
        for number, code in enumerate(local):
            found.append(_local(institutions[code], code, role, names[number % len(names)]))
    for code, name in _BUSIEST.items():
        if code in institutions:
            found.append(_local(institutions[code], code, Role.TRIAGE, name))
    return found


def _local(institution: Institution, code: str, role: Role, name: str) -> Post:
    where = slugify(institution.place.name if institution.place else code)
    return Post(code, role, f"{name} Exemplo", f"{slugify(name)}.{where}")


@dataclass(frozen=True)
class Staff:
    """Who can decide about reports, by institution, each with the keys in hand."""

    deciders: dict[str, list[Actor]] = field(repr=False)  # by the institution's id

    def of(self, institution: Institution, draw: Draw) -> Actor:
        """Somebody of the institution who decides. Raises KeyError when it has nobody."""
        return draw.choice(self.deciders[str(institution.pk)])


def hire(founded: dict[str, Founded]) -> Staff:
    """Make everybody, with keys, password and second factor; one minute after the other."""
    # All share one printed password, so they may share its hash: 80 hashes would take a quarter of a minute.
    hashed = make_password(PASSWORD)
    staff = Staff({})
    institutions = {code: one.institution for code, one in founded.items()}
    started = clock.now()
    for number, post in enumerate(posts(institutions)):
        with clock.at(started + timedelta(minutes=number)):
            actor = _hire(post, founded[post.office], hashed)
        if post.role in _DECIDE:
            staff.deciders.setdefault(str(actor.institution.pk), []).append(actor)
    return staff


@transaction.atomic
def _hire(post: Post, founded: Founded, hashed: str) -> Actor:
    """What accounts.actions.join does after an invitation, without the invitation."""
    person = Person(username=post.username, password=hashed)
    person.name = post.name
    private = keys.give_person_key(person, PASSWORD)
    person.save(force_insert=True)
    totp.TOTP.activate(person, totp.generate_totp_secret())
    membership = Membership.objects.create(person=person, institution=founded.institution, role=post.role)
    if membership.holds_keys:
        keys.admit(membership, founded.private)
    append(
        Event.MEMBER_JOINED,
        subject=str(membership.pk),
        actor=str(membership.pk),
        institution=str(founded.institution.pk),
        role=str(membership.role),
    )
    return Actor(membership, Keyring(membership, private))
