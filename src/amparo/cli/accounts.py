"""`amparo institution` and `amparo person`: what whoever runs the machine may do, which is not to read."""

from typing import TYPE_CHECKING, Annotated

import typer

from amparo.cli.preparation import prepare

if TYPE_CHECKING:
    from amparo.accounts.invitations import Issued
    from amparo.accounts.models import Institution, Person

institution = typer.Typer(help="Institutions: found, list, invite, recover.", no_args_is_help=True)
person = typer.Typer(help="People: list, deactivate, end their visits.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The institution's name, as it is listed.")]
SignInName = Annotated[str, typer.Argument(help="The person's sign-in name.")]


@institution.command()
def create(
    name: Annotated[str, typer.Argument(help="The institution's full name.")],
    kind: Annotated[str, typer.Option(help="What it is for; `amparo institution kinds` lists the words.")],
    place: Annotated[str, typer.Option(help="P-code of its province or district; none: national.")] = "",
) -> None:
    """Found an institution: prints its recovery key and the first supervisor's invitation, both only once."""
    prepare()
    from django.conf import settings
    from django.db import transaction

    from amparo.accounts import actions
    from amparo.accounts.models import Institution, Kind, Role
    from amparo.geography.models import Unit

    if kind not in Kind.values:
        raise typer.BadParameter(f"one of: {', '.join(Kind.values)}", param_hint="--kind")
    unit = Unit.objects.filter(pcode=place).first() if place else None
    if place and unit is None:
        raise typer.BadParameter("no such place is loaded; see `amparo geography`", param_hint="--place")
    if Institution.objects.filter(name=name).exists():
        raise typer.BadParameter("an institution of this name exists", param_hint="NAME")
    with transaction.atomic():  # both or neither: each shows a secret that is shown once
        founded = actions.create_institution(
            name=name, kind=Kind(kind), place=unit, demonstration=settings.DEMONSTRATION
        )
        issued = actions.invite_from_console(
            institution=founded.institution, role=Role.SUPERVISOR, private=founded.private
        )
    typer.echo(f"{name} is founded.\n")
    typer.echo("Recovery key, shown only now. Print it, seal it in an envelope, keep it in a safe.")
    typer.echo("Whoever holds it can open everything that the institution keeps; without it, and with")
    typer.echo("every supervisor gone, nobody can.\n")
    typer.echo(f"    {founded.recovery_key}\n")
    _print_invitation(issued)


@institution.command()
def kinds() -> None:
    """The kinds of institution, and the roles that each can have."""
    prepare()
    from amparo.accounts.models import Institution, Kind

    for kind in Kind:
        roles = ", ".join(role.value for role in Institution(kind=kind).roles)
        typer.echo(f"{kind.value:16} {kind.label}\n{'':16} roles: {roles}")


@institution.command("list")
def list_institutions() -> None:
    """Every institution with its kind, place and number of members."""
    prepare()
    from amparo.accounts.models import Institution

    for row in Institution.objects.select_related("place").order_by("name"):
        members = row.memberships.current().count()
        state = "" if row.active else "  (not active)"
        place = row.place.name if row.place else "national"
        typer.echo(f"{row.name}  |  {row.kind}  |  {place}  |  members: {members}{state}")


@institution.command()
def invite(
    name: Name,
    role: Annotated[str, typer.Option(help="The invited person's role.")],
    recovery_key: Annotated[
        bool,
        typer.Option("--recovery-key", help="Ask for the printed recovery key, for a role that holds keys."),
    ] = False,
) -> None:
    """Invite somebody. Roles that hold keys need the recovery key; better, let a supervisor invite."""
    prepare()
    from amparo.accounts import actions, keys
    from amparo.accounts.models import Role

    if role not in Role.values:
        raise typer.BadParameter(f"one of: {', '.join(Role.values)}", param_hint="--role")
    found = _institution(name)
    private = keys.recover(found, keys.read_printed(_ask_recovery_key())) if recovery_key else None
    _print_invitation(actions.invite_from_console(institution=found, role=Role(role), private=private))


@institution.command()
def recover(name: Name) -> None:
    """When every supervisor is gone: with the printed recovery key, invite a new one."""
    prepare()
    from amparo.accounts import actions

    issued = actions.recover_institution(institution=_institution(name), recovery_key=_ask_recovery_key())
    _print_invitation(issued)


@person.command("list")
def list_people() -> None:
    """Sign-in names with institution and role. Names are not shown: this is no telephone book."""
    prepare()
    from amparo.accounts.models import Person

    for row in Person.objects.order_by("username"):
        current = row.memberships.current().select_related("institution").order_by("started_at")
        roles = "; ".join(f"{item.role} at {item.institution.name}" for item in current)
        typer.echo(f"{row.username}  |  {roles or ('no membership' if row.is_active else 'deactivated')}")


@person.command()
def deactivate(username: SignInName) -> None:
    """Shut an account: memberships, keys and visits end at once."""
    prepare()
    from amparo.accounts import actions

    due = actions.deactivate(person=_person(username))
    typer.echo(f"{username} is deactivated.")
    for row in due:
        typer.echo(f"A supervisor of {row.name} should now renew its key, on the page “Members”.")


@person.command("end-sessions")
def end_sessions(username: SignInName) -> None:
    """End all visits of a person; they can sign in again."""
    prepare()
    from amparo.accounts import session

    typer.echo(f"Ended: {session.end(_person(username))}")


def _institution(name: str) -> "Institution":
    from amparo.accounts.models import Institution

    found = Institution.objects.filter(name=name).first()
    if found is None:
        raise typer.BadParameter("no such institution; see `amparo institution list`", param_hint="NAME")
    return found


def _person(username: str) -> "Person":
    from amparo.accounts.models import Person

    found = Person.objects.filter(username=username).first()
    if found is None:
        raise typer.BadParameter("no such person; see `amparo person list`", param_hint="USERNAME")
    return found


def _ask_recovery_key() -> str:
    """From the terminal and never from the command line, where the shell would keep it."""
    return str(typer.prompt("Recovery key", hide_input=True))


def _print_invitation(issued: "Issued") -> None:
    from django.conf import settings
    from django.urls import reverse

    host = settings.ALLOWED_HOSTS[0]
    origin = f"https://{host}" if settings.SECURE else f"http://{host}:8000"
    typer.echo(f"Invitation for a {issued.invitation.get_role_display()}, open for three days:")
    typer.echo(f"    link  {origin}{reverse('join', args=[issued.invitation.pk])}")
    typer.echo(f"    code  {issued.code}")
    typer.echo("Give the link one way and the code another. The code is shown only now.")
