"""An e-mail that tells a member to sign in, and nothing else: no name, no case, no link, no reason."""

import logging
from datetime import timedelta
from smtplib import SMTPException, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from amparo.accounts.models import Person
from amparo.cases.models import Notice
from amparo.kernel import clock

QUIET = timedelta(hours=1)  # between two messages to one person
MOST = 200  # persons in one go

log = logging.getLogger(__name__)


def send() -> int:
    """Tell everybody who has something new and an address; returns how many messages went out.

    A server that is down is tried again at the next call, and no notice counts as told meanwhile.
    """
    new = Notice.objects.unseen().filter(mailed_at=None, membership__ended_at=None)
    if not settings.EMAIL_HOST:
        return 0
    lately = Notice.objects.filter(mailed_at__gt=clock.now() - QUIET)
    people = Person.objects.filter(
        is_active=True,
        sealed_address__isnull=False,
        pk__in=new.values("membership__person"),
    ).exclude(pk__in=lately.values("membership__person"))
    sent = 0
    for person in people[:MOST]:
        try:
            sent += _tell(person)
        except (SMTPException, OSError) as fault:
            log.warning("the mail server did not take a message (%s)", type(fault).__name__)
            break
    return sent


@transaction.atomic
def _tell(person: Person) -> bool:
    now = clock.now()
    own = Notice.objects.filter(membership__person=person)
    rows = list(own.unseen().filter(mailed_at=None).select_for_update(of=("self",), skip_locked=True))
    if not rows or own.filter(mailed_at__gt=now - QUIET).exists():
        return False
    with translation.override(person.language or settings.LANGUAGE_CODE):
        message = EmailMessage(
            gettext("Something new in Amparo"),
            gettext(
                "There is something new for you in Amparo. Sign in the way you always do to see it.\n\n"
                "This message has no link, and no message of Amparo ever has one."
            ),
            to=[person.address],
        )
        try:
            message.send()
        except SMTPRecipientsRefused:  # one wrong address does not keep the others waiting
            log.warning("an address was refused")
    Notice.objects.filter(pk__in=[row.pk for row in rows]).update(mailed_at=now)
    return True
