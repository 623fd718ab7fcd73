"""What the worker does for accounts: forgetting what is over. No task is given any data."""

from django.contrib.sessions.models import Session
from procrastinate.contrib.django import app

from amparo.accounts import invitations
from amparo.accounts.models import SignIn
from amparo.kernel import clock


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="forget_visits_and_invitations")
def forget_visits_and_invitations(timestamp: int) -> None:
    """Every ten minutes: visits whose time is over, and the keys in invitations that nobody took up."""
    forget()


def forget() -> None:
    """Delete what nobody can or should open any more."""
    invitations.forget_spent()
    Session.objects.filter(expire_date__lte=clock.now()).delete()
    SignIn.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
