"""`amparo intake`: who receives which reports."""

from typing import Annotated

import typer

from amparo.cli.preparation import prepare

intake = typer.Typer(help="Say which institution receives which reports.", no_args_is_help=True)


@intake.command("list")
def list_rules() -> None:
    """The rules, with their numbers. The most specific that fits decides."""
    prepare()
    from amparo.reports.models import IntakeRule

    for rule in IntakeRule.objects.select_related("institution", "province").order_by("pk"):
        about = rule.get_matter_display() if rule.matter else "any matter"
        place = rule.province.name if rule.province else "the whole country"
        who = {True: "children", False: "adults", None: "everybody"}[rule.child]
        typer.echo(f"{rule.pk:5}  {rule.institution.name}  |  {about}  |  {place}  |  {who}")


@intake.command()
def receive(
    name: Annotated[str, typer.Argument(help="The institution's name, as it is listed.")],
    matter: Annotated[
        str, typer.Option(help="Only about this; `amparo intake matters` lists the words.")
    ] = "",
    province: Annotated[str, typer.Option(help="Only from this province: its p-code.")] = "",
    child: Annotated[
        bool | None, typer.Option("--child/--adult", help="Only where a child, or no child, is at risk.")
    ] = None,
) -> None:
    """Let an institution receive reports; without options, everything that no other rule fits better."""
    prepare()
    from amparo.accounts.models import Institution
    from amparo.geography.models import Level, Unit
    from amparo.reports import routing
    from amparo.reports.answers import Matter

    institution = Institution.objects.filter(name=name).first()
    if institution is None:
        raise typer.BadParameter("no such institution; see `amparo institution list`", param_hint="NAME")
    if matter not in {"", *Matter.values}:
        raise typer.BadParameter(f"one of: {', '.join(Matter.values)}", param_hint="--matter")
    unit = Unit.objects.filter(pcode=province, level=Level.PROVINCE).first() if province else None
    if province and unit is None:
        raise typer.BadParameter(
            "no such province is loaded; see `amparo geography`", param_hint="--province"
        )
    rule = routing.receive_at(institution, matter=matter, province=unit, child=child)
    typer.echo(f"Rule {rule.pk}: {name} receives such reports from now on.")


@intake.command()
def matters() -> None:
    """What a report can be about."""
    prepare()
    from amparo.reports.answers import Matter

    for matter in Matter:
        typer.echo(f"{matter.value:14} {matter.label}")


@intake.command()
def stop(number: Annotated[int, typer.Argument(help="The rule's number, as it is listed.")]) -> None:
    """Take a rule away."""
    prepare()
    from amparo.reports import routing
    from amparo.reports.models import IntakeRule

    rule = IntakeRule.objects.filter(pk=number).first()
    if rule is None:
        raise typer.BadParameter("no such rule; see `amparo intake list`", param_hint="NUMBER")
    routing.stop(rule)
    typer.echo(f"Rule {number} is gone.")
