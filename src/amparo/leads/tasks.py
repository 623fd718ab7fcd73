"""What the worker does for leads besides runs. No task is given any data."""

from procrastinate.contrib.django import app

from amparo.leads.collections import receiving
from amparo.leads.collections.actions import delete_due
from amparo.leads.running import lapsing, queue


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="mind_runs")
def mind_runs(timestamp: int) -> None:
    """Every minute: runs whose worker is gone go on; those that nobody took up lose their key."""
    lapsing.lapse()
    queue.go_on()


@app.periodic(cron="17 * * * *")
@app.task(queueing_lock="forget_collections")
def forget_collections(timestamp: int) -> None:
    """Every hour: what arrived and was not wanted, and what was kept long enough."""
    receiving.forget_abandoned()
    delete_due()
