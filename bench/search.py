"""How fast a search answers among 100,000 cases, beside the bare SQL it rests on.

    python bench/search.py [--cases 100000] [--rounds 20]

Runs on a server of its own in a temporary folder; nothing of it remains. The index rows are made with the
real key of a made-up institution; the sealed texts themselves are left out: a search never opens them.
"""

import argparse
import time
from collections.abc import Callable
from typing import Any

from house import house, spent

WORDS = 20_000  # different words
A_TEXT = 60  # words of one text, some of them common
COMMON, RARE = "casa", "xilunguine"

ROWS = (
    """
    INSERT INTO cases_case (id, reference, institution_id, worker_id, stage, opened_at, moved_at, version)
    SELECT gen_random_uuid(), reference, %(institution)s, %(worker)s, 'plan',
        now() - n %% 730 * interval '1 day', now() - n %% 90 * interval '1 day', 0
    FROM unnest(%(references)s::text[]) WITH ORDINALITY row (reference, n)""",
    """
    INSERT INTO cases_compartmentkey (case_id, compartment, generation, rotation_due, created_at)
    SELECT id, compartment, 1, false, opened_at FROM cases_case
    CROSS JOIN unnest('{summary,identity,protection,investigation}'::text[]) compartment""",
    """
    INSERT INTO cases_compartmentgrant (key_id, institution_key_id, box, basis, granted_at, promised)
    SELECT id, %(epoch)s, decode(repeat('2d', 80), 'hex'), 'mandate', created_at, false
    FROM cases_compartmentkey""",
    """
    INSERT INTO cases_personincase (id, case_id, generation, number, age_band, age_known, sex, nationality,
        languages, disabilities, movement, added_by_id, added_at)
    SELECT gen_random_uuid(), id, 0, 1, '', '', '', '', '{}', '{}', '{}', %(worker)s, opened_at
    FROM cases_case""",
    """
    INSERT INTO cases_casepoint (case_id, person_id, kind, digest)
    SELECT case_id, id, 'phone', digest
    FROM (SELECT *, row_number() OVER (ORDER BY id) AS n FROM cases_personincase) person
    JOIN unnest(%(digests)s::bytea[]) WITH ORDINALITY told (digest, n) USING (n)""",
    # `n * 0` makes each text's words its own: else they would be drawn once for all.
    """
    INSERT INTO cases_indexedtext (institution_id, case_id, compartment, row, field, epoch, seal, tokens)
    SELECT %(institution)s, c.id, compartment, c.id, compartment, 1, decode(repeat('2d', 24), 'hex'),
        ARRAY(SELECT DISTINCT vocabulary[1 + floor(random() * array_length(vocabulary, 1))::int]
              FROM generate_series(1, %(words)s + c.n * 0))
        || CASE WHEN random() < 1 / 3.0 THEN %(common)s::bigint[] ELSE '{}' END
        || CASE WHEN c.n %% 5000 = 7 THEN %(rare)s::bigint[] ELSE '{}' END
    FROM (SELECT id, row_number() OVER (ORDER BY reference) AS n FROM cases_case) c
    CROSS JOIN unnest('{summary,protection}'::text[]) compartment
    CROSS JOIN (SELECT %(vocabulary)s::bigint[] AS vocabulary) drawn""",
)


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
    print(f"{'':44}{'median':>11}{'slowest':>12}{'work':>12}{'found':>13}")
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
    print(f"{what:44}{spent(run, rounds)}")


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


def _fill(actor: Any, cases: int) -> str:
    """Cases with keys, grants, one person with a telephone and two texts each; returns a reference."""
    from django.db import connection

    from amparo.cases.search import index
    from amparo.kernel.references import new_reference
    from amparo.reports.identifiers import Identifier

    key = index.key_of(actor.keyring, 1)
    references = {new_reference("C", 2026) for _number in range(cases)}
    while len(references) < cases:
        references.add(new_reference("C", 2026))
    values = {
        "references": sorted(references),
        "digests": [Identifier("phone", f"+258840{number:06}").digest for number in range(12, cases + 12)],
        "institution": actor.institution.pk,
        "worker": actor.membership.pk,
        "epoch": actor.institution.current_key.pk,
        "vocabulary": index.tokens(key, (f"palavra{number}" for number in range(WORDS))),
        "words": A_TEXT,
        "common": index.tokens(key, [COMMON]),
        "rare": index.tokens(key, [RARE]),
    }
    with connection.cursor() as cursor:
        for statement in ROWS:
            cursor.execute(statement, values)
        cursor.execute("VACUUM ANALYZE")
    return str(values["references"][0])


if __name__ == "__main__":
    main()
