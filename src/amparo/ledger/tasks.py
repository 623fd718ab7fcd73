"""What the worker does for the ledger."""

from procrastinate.contrib.django import app

from amparo.ledger import actions


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="sign_ledger_head")
def sign_ledger_head(timestamp: int) -> None:
    """Every five minutes: whatever was recorded before cannot be changed after without being found out."""
    actions.sign_head()
