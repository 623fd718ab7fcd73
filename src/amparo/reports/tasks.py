"""What the worker does for reports: the clock, and forgetting what is over. No task is given any data."""

from datetime import timedelta

from procrastinate.contrib.django import app

from amparo.kernel import clock
from amparo.reports import escalation
from amparo.reports.models import Draft, Visit, WrongReceipts

KEEP_COUNTS = timedelta(days=1)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="escalate_overdue_reports")
def escalate_overdue_reports(timestamp: int) -> None:
    """Every minute."""
    escalation.escalate_overdue()


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="forget_what_is_over")
def forget_what_is_over(timestamp: int) -> None:
    """Every five minutes: drafts and visits whose time is over, and yesterday's counts of wrong receipts."""
    forget()


def forget() -> None:
    """Delete what nobody can or should open any more."""
    now = clock.now()
    Draft.objects.filter(expires_at__lte=now).delete()
    Visit.objects.filter(expires_at__lte=now).delete()
    WrongReceipts.objects.filter(minute__lt=now - KEEP_COUNTS).delete()
