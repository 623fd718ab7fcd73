"""Institutions, the people in them, and the keys that make access real."""

import uuid
from datetime import datetime, timedelta

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from amparo.accounts.relation import Relation
from amparo.geography.models import Unit
from amparo.kernel import clock, sealing
from amparo.kernel.fields import SealedField, open_field, seal_fields


class Kind(models.TextChoices):
    """What an institution is for."""

    COORDINATION = "coordination", _("coordinating body")
    PROSECUTION = "prosecution", _("prosecution")
    INVESTIGATION = "investigation", _("criminal investigation")
    POLICE_DESK = "police_desk", _("police help-desk for families and child victims")
    SOCIAL_ACTION = "social_action", _("gender, children and social action")
    HELPLINE = "helpline", _("helpline")
    REGULATOR = "regulator", _("communications regulator")
    HEALTH = "health", _("health")
    EDUCATION = "education", _("education")
    JUSTICE = "justice", _("justice")
    HUMAN_RIGHTS = "human_rights", _("human rights commission")
    NGO = "ngo", _("non-governmental organisation")
    PROVIDER = "provider", _("internet or telecom provider")
    STATISTICS = "statistics", _("statistics")


class Role(models.TextChoices):
    """What a member does there; accounts/policy.py says what each may do."""

    OPERATOR = "operator", _("helpline operator")
    TRIAGE = "triage", _("triage officer")
    CASEWORKER = "caseworker", _("case worker")
    INVESTIGATOR = "investigator", _("investigator")
    PROSECUTOR = "prosecutor", _("prosecutor")
    SUPERVISOR = "supervisor", _("supervisor")
    ANALYST = "analyst", _("analyst")
    AUDITOR = "auditor", _("auditor")
    ADMINISTRATOR = "administrator", _("administrator")
    PROVIDER = "provider", _("provider's officer")
    TRAINER = "trainer", _("trainer")


KEYLESS_ROLES = frozenset({Role.ANALYST, Role.AUDITOR, Role.ADMINISTRATOR, Role.PROVIDER, Role.TRAINER})

# Offices that only some institutions have; a supervisor elsewhere cannot hand them out.
ONLY_AT: dict[Role, frozenset[Kind]] = {
    Role.AUDITOR: frozenset({Kind.COORDINATION, Kind.HUMAN_RIGHTS, Kind.JUSTICE}),
    Role.INVESTIGATOR: frozenset({Kind.INVESTIGATION, Kind.POLICE_DESK, Kind.PROSECUTION}),
    Role.PROSECUTOR: frozenset({Kind.PROSECUTION}),
    Role.PROVIDER: frozenset({Kind.PROVIDER}),
}


class Institution(models.Model):
    """A body that works on cases; a national one has no place, a local one covers its unit."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=160, unique=True)
    kind = models.CharField(max_length=16, choices=Kind)
    place = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="institutions")
    recovery_public = models.BinaryField()  # X25519; the private half is on paper only
    active = models.BooleanField(default=True)
    demonstration = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    def __str__(self) -> str:
        return self.name

    @property
    def current_key(self) -> "InstitutionKey":
        """The newest epoch: everything new is sealed to it."""
        return self.keys.latest("epoch")

    @property
    def roles(self) -> list[Role]:
        """The roles that a member of an institution of this kind can have."""
        return [role for role in Role if role not in ONLY_AT or self.kind in ONLY_AT[role]]

    def relation_to(self, institution: "Institution") -> Relation:
        """An institution's members and keys are its own business."""
        return Relation.OWN if institution.pk == self.pk else Relation.OUTSIDER


class InstitutionKey(models.Model):
    """One epoch of an institution's X25519 pair."""

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="keys")
    epoch = models.PositiveIntegerField()
    public = models.BinaryField()
    sealed_to_recovery = models.BinaryField()  # this epoch's private half, for the printed recovery key
    sealed_previous = models.BinaryField(
        null=True
    )  # the previous epoch's private half, sealed to this public
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["institution", "epoch"], name="one_key_an_epoch")]

    def __str__(self) -> str:
        return f"{self.institution_id} epoch {self.epoch}"


class PersonManager(BaseUserManager["Person"]):
    """People are made by accounts.actions, which also makes their keys."""


class Person(AbstractBaseUser):
    """Someone who works at institutions. The name is sealed under a server key; the sign-in name is not."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField(_("sign-in name"), max_length=60, unique=True)
    sealed_name = SealedField()
    sealed_address = SealedField()  # e-mail, only if the person gave one: for messages that say nothing
    public = models.BinaryField()  # X25519
    wrapped_private = models.BinaryField()  # under Argon2id(password, salt)
    salt = models.BinaryField()
    language = models.CharField(max_length=16, blank=True)  # one of settings.LANGUAGES; empty: the first
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = PersonManager()
    USERNAME_FIELD = "username"

    def __str__(self) -> str:
        return self.username

    @property
    def name(self) -> str:
        """The person's name as colleagues know it."""
        return str(open_field(self, "sealed_name", sealing.derive("staff-names")) or self.username)

    @name.setter
    def name(self, value: str) -> None:
        seal_fields(self, sealing.derive("staff-names"), sealed_name=value)

    @property
    def address(self) -> str:
        """Where an e-mail can tell the person that there is something new; empty when they gave none."""
        return str(open_field(self, "sealed_address", sealing.derive("staff-addresses")) or "")

    @address.setter
    def address(self, value: str) -> None:
        if value:
            seal_fields(self, sealing.derive("staff-addresses"), sealed_address=value)
        else:
            self.sealed_address = None


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self) -> "MembershipQuerySet":
        return self.filter(ended_at=None, institution__active=True, person__is_active=True)


class Membership(models.Model):
    """A person's role at an institution, from when to when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=16, choices=Role)
    started_at = models.DateTimeField(default=clock.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "institution"],
                condition=models.Q(ended_at=None),
                name="one_current_role_at_an_institution",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} at {self.institution_id}"

    @property
    def holds_keys(self) -> bool:
        return self.role not in KEYLESS_ROLES

    def relation_to(self, institution: Institution) -> Relation:
        return self.institution.relation_to(institution)


class MemberKey(models.Model):
    """An institution's private half of one epoch, sealed to one member's person key."""

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="keys")
    institution_key = models.ForeignKey(InstitutionKey, models.CASCADE, related_name="member_keys")
    sealed_private = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["membership", "institution_key"], name="one_member_key_an_epoch")
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} epoch key {self.institution_key_id}"


def _in_three_days() -> datetime:
    return clock.now() + timedelta(days=3)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def waiting(self) -> "InvitationQuerySet":
        """Those that can still be taken up."""
        return self.filter(used_at=None, attempts_left__gt=0, expires_at__gt=clock.now())

    def spent(self) -> "InvitationQuerySet":
        """Those that cannot, yet still hold a sealed key."""
        return self.exclude(used_at=None, attempts_left__gt=0, expires_at__gt=clock.now()).exclude(
            sealed_key=None
        )


class Invitation(models.Model):
    """A link plus a code given by another way; for a colleague who forgot the password, `person` is set."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=16, choices=Role)
    person = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="reinvitations")
    invited_by = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="invited")
    salt = models.BinaryField()
    sealed_key = models.BinaryField(null=True)  # the institution's private half, under Argon2id(code, salt)
    code_check = (
        models.BinaryField()
    )  # sealed constant: tells a wrong code from a right one for keyless roles
    attempts_left = models.PositiveSmallIntegerField(default=5)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    expires_at = models.DateTimeField(default=_in_three_days)
    used_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.role} at {self.institution_id}"

    @property
    def open(self) -> bool:
        return self.used_at is None and self.attempts_left > 0 and self.expires_at > clock.now()

    @property
    def brings_keys(self) -> bool:
        return self.role not in KEYLESS_ROLES

    def relation_to(self, institution: Institution) -> Relation:
        return self.institution.relation_to(institution)


class SignIn(models.Model):
    """One signed-in browser, so that a person can see and end their own. No address, no browser name."""

    session_key = models.CharField(primary_key=True, max_length=40)
    person = models.ForeignKey(Person, models.CASCADE, related_name="sign_ins")
    started_at = models.DateTimeField(default=clock.now, editable=False)
    seen_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.person_id} since {self.started_at:%Y-%m-%d %H:%M}"

    @property
    def handle(self) -> str:
        """A name for the visit that may stand in a page: it does not give the session key away."""
        return sealing.blind_index("sign-in", self.session_key).hex()[:24]
