"""What is left to do before people may rely on an installation: what `amparo check --deploy` says.

Every warning says what is wrong and what to do about it; what no program can see is in REMINDERS.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Tags, register
from django.core.checks import Error as Fault
from django.core.checks import Warning as Concern
from django.db import connection
from django.db.models import Max

from amparo import start
from amparo.accounts.models import KEYLESS_ROLES, Institution, Membership
from amparo.kernel import clock
from amparo.kernel.errors import AmparoError
from amparo.ledger.models import Entry, Head
from amparo.reports.models import IntakeRule

REMINDERS = (
    "Every institution's recovery key is on paper, in a safe that two people open, and on no computer.",
    "A backup of the database was restored once, on another machine; the three secrets lie somewhere else.",
    "The proxy in front writes no access log and passes no address, browser name or referrer on.",
    "A signed head of the ledger (`amparo ledger head`) lies with a witness outside, renewed each week.",
    "Each institution that receives reports has filed, opened and dismissed one, to see that it works.",
)

Check = Callable[[], Iterator[CheckMessage]]
LATE = timedelta(minutes=2)  # a worker shows itself every ten seconds
UNSIGNED = timedelta(minutes=15)  # heads are signed every five


def when_deploying(check: Check) -> Check:
    """Register a check with Django, for `--deploy` only."""

    def registered(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
        return list(check())

    register(registered, Tags.security, deploy=True)
    return check


@when_deploying
def mode() -> Iterator[CheckMessage]:
    """The mode, and the data that it goes with."""
    if settings.DEMONSTRATION:
        yield Fault("This is the demonstration.", hint="Set AMPARO_MODE=production.", id="amparo.mode")
    for guard in (start.refuse_open_routes, start.refuse_old_database, start.refuse_old_schema):
        try:
            guard()
        except AmparoError as refusal:
            yield Fault(str(refusal), id="amparo.start")
            return
    try:
        start.refuse_mixed_data()
    except AmparoError as refusal:
        yield Fault(str(refusal), id="amparo.mixed")


@when_deploying
def addresses() -> Iterator[CheckMessage]:
    """Who may be asked for, and over what."""
    if set(settings.ALLOWED_HOSTS) <= {"127.0.0.1", "localhost"}:
        yield Fault(
            "No host name is answered but this machine's own.",
            hint="Set AMPARO_HOSTS to the names that people will type.",
            id="amparo.hosts",
        )
    if "*" in settings.ALLOWED_HOSTS:
        yield Fault("Any host name is answered.", hint="Name them in AMPARO_HOSTS.", id="amparo.hosts")
    if not settings.SECURE:
        yield Fault(
            "Cookies would travel without encryption.",
            hint="Put a proxy with HTTPS in front and set AMPARO_HTTPS=1.",
            id="amparo.https",
        )
    onion = settings.AMPARO_ONION
    if onion and urlsplit(onion).hostname not in settings.ALLOWED_HOSTS:
        yield Fault(
            "The onion address is advertised and not answered.",
            hint="Add it to AMPARO_HOSTS.",
            id="amparo.onion",
        )


@when_deploying
def secrets() -> Iterator[CheckMessage]:
    """Three secrets are three only if they differ."""
    values = {settings.SECRET_KEY, settings.AMPARO_PEPPER, settings.AMPARO_LEDGER_SEED}
    if len(values) < 3:
        yield Fault(
            "Two of the three secrets are the same.",
            hint="Give each its own: `openssl rand -base64 48`.",
            id="amparo.secrets",
        )
    if settings.AMPARO_ARGON2 < (3, 64 * 1024 * 1024):
        yield Fault(
            "Passwords and receipts are stretched less than the default.",
            hint="Leave AMPARO_ARGON2 at 3,64 or more.",
            id="amparo.argon2",
        )


@when_deploying
def database_role() -> Iterator[CheckMessage]:
    """Whoever owns the ledger's table can take its guards away."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, EXISTS "
            "(SELECT FROM pg_tables WHERE tablename = %s AND tableowner = current_user) "
            "FROM pg_roles WHERE rolname = current_user",
            [Entry._meta.db_table],
        )
        superuser, owner = cursor.fetchone()
    if superuser:
        yield Concern(
            "The program signs in to PostgreSQL as a superuser.",
            hint="Give it a role of its own. (The embedded database has no other: use your own server.)",
            id="amparo.role",
        )
    elif owner:
        yield Concern(
            "The program's database role owns the ledger's tables, so a break-in could remove their guards.",
            hint="Migrate as the owner; serve and work as one with SELECT, INSERT, UPDATE and DELETE only.",
            id="amparo.role",
        )


@when_deploying
def institutions() -> Iterator[CheckMessage]:
    """Somebody must receive what people report, and be able to open it."""
    if not Institution.objects.filter(active=True).exists():
        yield Fault("There is no institution.", hint="`amparo institution create`.", id="amparo.institutions")
        return
    if not IntakeRule.objects.exists():
        yield Fault("No institution receives reports, so none can be filed.", id="amparo.receivers")
    holders = Membership.objects.current().exclude(role__in=KEYLESS_ROLES).values("institution")
    for institution in Institution.objects.filter(active=True).exclude(pk__in=holders).order_by("name"):
        yield Concern(
            f"Nobody at {institution.name} holds its key, so nobody can open what is sent there.",
            hint="Invite a supervisor.",
            id="amparo.holders",
        )


@when_deploying
def worker() -> Iterator[CheckMessage]:
    """Deadlines pass unseen when nobody looks at the clock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(last_heartbeat) FROM procrastinate_workers")
        seen = cursor.fetchone()[0]
    if seen is None or clock.now() - seen > LATE:
        yield Fault(
            "No worker is running: nothing escalates, nothing is cleaned up, no ledger head is signed.",
            hint="Start `amparo worker` and keep it running.",
            id="amparo.worker",
        )


@when_deploying
def ledger() -> Iterator[CheckMessage]:
    """What is not signed could still be rewritten unseen."""
    signed = Head.objects.aggregate(size=Max("size"))["size"] or 0
    oldest = Entry.objects.filter(index__gte=signed).order_by("index").first()
    before = (clock.now() - UNSIGNED).strftime("%Y-%m-%dT%H:%M:%SZ")
    if oldest is not None and str(oldest.at) < before:
        yield Fault(
            f"No signed head covers the ledger from entry {oldest.index} on.",
            hint="Start `amparo worker`, or sign now with `amparo ledger head --sign`.",
            id="amparo.ledger",
        )
