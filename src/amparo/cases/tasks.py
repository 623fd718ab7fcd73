"""What the worker does for cases. No task is given any data."""

from procrastinate.contrib.django import app

from amparo.cases.audit import patterns
from amparo.cases.breakglass import actions as breakglass
from amparo.cases.lifecycle import lapsing
from amparo.cases.notices import mail
from amparo.cases.obligations import escalation
from amparo.cases.referral import actions as referral
from amparo.cases.sharing import actions as sharing


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="wake_clocks")
def wake_clocks(timestamp: int) -> None:
    """Every minute: clocks that come near their end, run out, or go a step up."""
    escalation.wake_clocks()


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="mail_notices")
def mail_notices(timestamp: int) -> None:
    """Every minute, and at most one message an hour to one person."""
    mail.send()


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="end_what_is_over")
def end_what_is_over(timestamp: int) -> None:
    """Every minute: shares, referrals, offers and urgent access that are over; their boxes are destroyed."""
    sharing.end_by_time()
    referral.expire()
    lapsing.lapse()
    breakglass.lapse()


@app.periodic(cron="17 * * * *")
@app.task(queueing_lock="count_patterns")
def count_patterns(timestamp: int) -> None:
    """Every hour: what the rules about unusual openings list."""
    patterns.count()
