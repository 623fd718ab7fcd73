"""What stops the start. The command line and the web process both ask, so no server gets round it."""

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from amparo.accounts.models import Institution
from amparo.accounts.policy import unguarded
from amparo.kernel.errors import Misconfigured

OLDEST_POSTGRESQL = 15


def guard() -> None:
    """Raises Misconfigured, with one sentence that says what to do, when it is not safe to serve."""
    refuse_open_routes()
    refuse_old_database()
    refuse_old_schema()
    refuse_mixed_data()


def refuse_open_routes() -> None:
    """Every address must name the action that the policy is asked about."""
    if paths := unguarded():
        raise Misconfigured(f"These addresses name no action of the policy: {', '.join(paths)}.")


def refuse_old_database() -> None:
    """PostgreSQL older than 15 lacks what the migrations use."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int / 10000")
        found = cursor.fetchone()[0]
    if found < OLDEST_POSTGRESQL:
        raise Misconfigured(f"Amparo needs PostgreSQL {OLDEST_POSTGRESQL} or newer; this server is {found}.")


def refuse_old_schema() -> None:
    """The tables must be those that this version of the program expects."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Misconfigured("The database is not up to date: run `amparo migrate` first.")


def refuse_mixed_data() -> None:
    """Made-up people and real ones never share a database."""
    if Institution.objects.filter(demonstration=not settings.DEMONSTRATION).exists():
        raise Misconfigured(
            "This database holds real institutions; demonstration mode does not start next to them."
            if settings.DEMONSTRATION
            else "This database holds demonstration institutions; production needs a database of its own."
        )
