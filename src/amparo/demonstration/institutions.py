"""The institutions of the demonstration country, and which of them receives which reports."""

from dataclasses import dataclass

from amparo.accounts.actions import Founded, create_institution
from amparo.accounts.models import Institution, Kind
from amparo.geography.models import Unit
from amparo.reports.answers import Matter
from amparo.reports.models import IntakeRule

MARK = " (demonstração)"


@dataclass(frozen=True)
class Office:
    """An institution to found; `province` is a p-code, or empty for a national one."""

    code: str
    kind: Kind
    name: str
    province: str = ""


NATIONAL = (
    Office("coordination", Kind.COORDINATION, "Grupo de Coordenação Nacional"),
    Office("prosecution", Kind.PROSECUTION, "Procuradoria-Geral da República"),
    Office("investigation", Kind.INVESTIGATION, "Serviço Nacional de Investigação Criminal"),
    Office("helpline", Kind.HELPLINE, "Linha de Ajuda à Criança 116"),
    Office("regulator", Kind.REGULATOR, "Autoridade Reguladora das Comunicações"),
    Office("justice", Kind.JUSTICE, "Ministério da Justiça"),
    Office("human-rights", Kind.HUMAN_RIGHTS, "Comissão Nacional dos Direitos Humanos"),
    Office("statistics", Kind.STATISTICS, "Instituto Nacional de Estatística"),
    Office("ngo-shelter", Kind.NGO, "Associação Casa Exemplo"),
    Office("ngo-migrants", Kind.NGO, "Associação Caminho Exemplo"),
    Office("provider-mobile", Kind.PROVIDER, "Operadora Exemplo Móvel"),
    Office("provider-net", Kind.PROVIDER, "Provedor Exemplo Net"),
)
_IN_EVERY_PROVINCE = (
    ("police", Kind.POLICE_DESK, "Gabinete de Atendimento à Família e Menor"),
    ("social", Kind.SOCIAL_ACTION, "Direção Provincial do Género, Criança e Ação Social"),
    ("health", Kind.HEALTH, "Serviço Provincial de Saúde"),
    ("education", Kind.EDUCATION, "Direção Provincial da Educação"),
)


def offices() -> list[Office]:
    """Every institution, in the order in which they are founded."""
    provinces = Unit.objects.provinces().order_by("pcode")
    local = [
        Office(f"{code}-{unit.pcode}", kind, f"{name}, {unit.name}", unit.pcode)
        for code, kind, name in _IN_EVERY_PROVINCE
        for unit in provinces
    ]
    return [*NATIONAL, *local]


def found() -> dict[str, Founded]:
    """Found every institution, by its code. Nobody keeps the recovery keys: nothing here needs saving."""
    units = Unit.objects.in_bulk()
    return {
        office.code: create_institution(
            name=office.name + MARK,
            kind=office.kind,
            place=units.get(office.province),
            demonstration=True,
        )
        for office in offices()
    }


def set_rules(institutions: dict[str, Institution]) -> None:
    """Children to the helpline, adults to their province's police desk; else prosecution or coordination."""
    police = [
        IntakeRule(
            number=10,
            child=False,
            province=institution.place,
            institution=institution,
        )
        for institution in institutions.values()
        if institution.kind == Kind.POLICE_DESK
    ]
    prosecution = [
        IntakeRule(number=50, child=False, matter=matter, institution=institutions["prosecution"])
        for matter in (Matter.OFFER, Matter.WORK, Matter.CONTROL)
    ]
    IntakeRule.objects.bulk_create(
        [
            IntakeRule(number=10, child=True, institution=institutions["helpline"]),
            *police,
            *prosecution,
            IntakeRule(number=90, institution=institutions["coordination"]),
        ]
    )
