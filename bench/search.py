"""How fast a search answers among 100,000 cases, beside the bare SQL it rests on.

    python bench/search.py [--cases 100000] [--rounds 20]

Runs on a server of its own in a temporary folder; nothing of it remains. The index rows are made with the
real key of a made-up institution; the sealed texts themselves are left out: a search never opens them.
"""

import argparse
import random
import time
from collections.abc import Callable
from typing import Any

from house import house, spent

WORDS = 20_000  # different words
A_TEXT = 60  # words of one text, some of them common
COMMON, RARE = "casa", "xilunguine"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    arguments.add_argument("--cases", type=int, default=100_000)
    arguments.add_argument("--rounds", type=int, default=20, help="searches of each kind")
    chosen = arguments.parse_args()
    with house(durable=False):
        _measure(chosen.cases, chosen.rounds)


def _measure(cases: int, rounds: int) -> None:
    from django.db import connection

    from amparo.cases.search import find, index, words

    actor = _actor()
    started = time.perf_counter()
    reference = _fill(actor, cases)
    print(f"{cases:,} cases with two indexed texts each, made in {time.perf_counter() - started:.0f} s")
    print(f"{'':44}{'median':>10}{'slowest':>10}{'found':>8}")
    key = index.key_of(actor.keyring, 1)

    def bare(typed: str) -> Callable[[], int]:
        tokens = index.tokens(key, words.of_text(typed))

        def run() -> int:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT DISTINCT case_id FROM (SELECT case_id FROM cases_indexedtext"
                    " WHERE tokens @> %s LIMIT 500) found LIMIT 50",
                    [tokens],
                )
                return len(cursor.fetchall())

        return run

    for what, typed in (
        ("a rare word", RARE),
        ("a word of every third text", COMMON),
        ("a common and a rare word", f"{COMMON} {RARE}"),
        ("a word that nobody wrote", "inexistente"),
        ("a phone number", "+258 84 000 0012"),
        ("a reference", reference),
    ):
        _row(f"search: {what}", rounds, lambda typed=typed: len(find.search(actor, typed).hits))  # type: ignore[misc]
        if not typed.startswith(("+", "C26")):
            _row("  bare SQL", rounds, bare(typed))


def _row(what: str, rounds: int, run: Callable[[], int]) -> None:
    usual, worst, found = spent(run, rounds)
    print(f"{what:44}{usual:8.1f} ms{worst:8.1f} ms{found:6}")


def _actor() -> Any:
    from amparo.accounts import keys
    from amparo.accounts.keys import Keyring
    from amparo.accounts.models import Institution, Kind, Membership, Person, Role
    from amparo.accounts.policy import Actor

    institution = Institution(name="Bench", kind=Kind.SOCIAL_ACTION, demonstration=True)
    private, _recovery = keys.found(institution)
    person = Person(username="bench")
    person.name = "Made-up"
    own = keys.give_person_key(person, "correct horse battery staple")
    person.save()
    member = Membership.objects.create(person=person, institution=institution, role=Role.SUPERVISOR)
    keys.admit(member, private)
    return Actor(member, Keyring(member, own))


def _open(made: list[Any], numbers: range, actor: Any) -> None:
    """Keys, grants and one person with a telephone for each of the cases."""
    from amparo.cases.models import CasePoint, CompartmentGrant, CompartmentKey, PersonInCase
    from amparo.reports.identifiers import Identifier

    epoch = actor.institution.current_key
    locks = CompartmentKey.objects.bulk_create(
        CompartmentKey(case=case, compartment=name, generation=1)
        for case in made
        for name in ("summary", "identity", "protection", "investigation")
    )
    CompartmentGrant.objects.bulk_create(
        CompartmentGrant(key=lock, institution_key=epoch, box=b"-" * 80, basis="mandate") for lock in locks
    )
    people = PersonInCase.objects.bulk_create(
        PersonInCase(case=case, number=1, added_by=actor.membership) for case in made
    )
    CasePoint.objects.bulk_create(
        CasePoint(
            case=person.case,
            person=person,
            kind="phone",
            digest=Identifier("phone", f"+258840{number + 12:06}").digest,
        )
        for number, person in zip(numbers, people, strict=True)
    )


def _fill(actor: Any, cases: int) -> str:
    """Cases with keys, grants, one person and two texts each, a few thousand at a time."""
    from django.db import connection

    from amparo.cases.models import Case, IndexedText
    from amparo.cases.search import index
    from amparo.kernel.references import new_reference

    chance = random.Random(3)
    key = index.key_of(actor.keyring, 1)
    vocabulary = index.tokens(key, (f"palavra{number}" for number in range(WORDS)))
    common, rare = index.tokens(key, [COMMON])[0], index.tokens(key, [RARE])[0]
    reference = ""
    for start in range(0, cases, 2_000):
        some = range(start, min(start + 2_000, cases))
        made = [
            Case(
                reference=new_reference("C", 2026),
                institution=actor.institution,
                worker=actor.membership,
            )
            for _number in some
        ]
        Case.objects.bulk_create(made)
        reference = made[0].reference
        _open(made, some, actor)
        IndexedText.objects.bulk_create(
            IndexedText(
                institution=actor.institution,
                case=case,
                compartment=name,
                row=case.pk,
                field=name,
                epoch=1,
                seal=b"-" * 24,
                tokens=sorted(
                    {
                        *chance.choices(vocabulary, k=A_TEXT),
                        *([common] if chance.random() < 1 / 3 else []),
                        *([rare] if number % 5_000 == 7 else []),
                    }
                ),
            )
            for number, case in zip(some, made, strict=True)
            for name in ("summary", "protection")
        )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return reference


if __name__ == "__main__":
    main()
