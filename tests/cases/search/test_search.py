"""What a search finds, and for whom: only what role and keys open."""

from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from amparo.accounts import actions as accounts
from amparo.accounts.models import Membership, Role
from amparo.cases import compartments
from amparo.cases.models import Case, Compartment, IndexedText, Part
from amparo.cases.opening import reading
from amparo.cases.people.actions import Written, add_person
from amparo.cases.people.identity import Identity
from amparo.cases.search import words
from amparo.cases.search.actions import search
from amparo.ledger.models import Entry
from tests.make import make_case, make_membership, share_case
from tests.people import People, actor, sign_in

pytestmark = pytest.mark.django_db


def _found(member: Membership, typed: str) -> list[UUID]:
    return [hit.case.pk for hit in search(actor(member), typed).hits]


def _add_victim(people: People, case: Case) -> None:
    identity = Identity(name="Pessoa Inventada", phones="+258 84 000 0012")
    add_person(actor(people.owner), case, Written(identity=identity), Part.VICTIM)


def test_words_lose_case_accents_and_signs_and_nothing_else() -> None:
    assert words.of_text("A MÃE não-disse «Pemba», 12 vezes") == {
        "mae",
        "nao",
        "disse",
        "pemba",
        "12",
        "vezes",
    }
    assert words.of_value({"a": ["um dois", {"b": "três"}], "n": 4, "x": None}) == {"um", "dois", "tres"}
    assert len(words.of_text(" ".join(f"w{number}" for number in range(5000)))) == words.MOST_WORDS


def test_all_words_of_a_text_find_its_case_for_the_owners_and_nobody_else(people: People) -> None:
    case = make_case(people.owner)
    assert _found(people.owner, "PROMISED work") == [case.pk]
    assert _found(people.colleague, "wórk") == [case.pk]
    assert _found(people.owner, "promised harbour") == []
    assert _found(people.partner, "promised work") == []
    assert _found(people.outsider, "promised") == []


def test_a_partner_finds_what_it_has_read_until_its_share_is_frozen(people: People) -> None:
    case = make_case(people.owner)
    share_case(case, people.owner, people.partner, Compartment.SUMMARY)
    assert _found(people.partner, "promised") == [], "not read yet"
    with reading(actor(people.partner), case, Compartment.SUMMARY) as opened:
        assert opened.read(case.summarys.get(), "text")
    assert _found(people.partner, "promised") == [case.pk]
    before = {one.institution_id: one.tokens for one in IndexedText.objects.filter(case=case, field="text")}
    assert not set(before[people.owner.institution_id]) & set(before[people.partner.institution_id])
    compartments.freeze(case, people.partner.institution)
    assert _found(people.partner, "promised") == []
    assert _found(people.owner, "promised") == [case.pk]


def test_a_role_does_not_find_what_it_may_not_look_into(people: People) -> None:
    case = make_case(people.owner)
    _add_victim(people, case)
    private = actor(people.owner).keyring.institution_private()
    triage = make_membership(people.owner.institution, private, role=Role.TRIAGE)
    assert _found(people.owner, "Inventada") == [case.pk]
    assert _found(triage, "Inventada") == []
    assert _found(people.owner, "84 000 0012") == [case.pk]
    assert _found(people.owner, "+258840000012") == [case.pk]
    assert _found(triage, "84 000 0012") == []
    assert _found(people.outsider, "84 000 0012") == []


def test_words_written_before_a_member_left_are_still_found(people: People) -> None:
    case = make_case(people.owner)
    accounts.remove_member(actor=actor(people.owner), membership=people.colleague)
    later = make_case(people.owner)
    assert set(_found(people.owner, "promised")) == {case.pk, later.pk}
    assert set(IndexedText.objects.values_list("epoch", flat=True)) == {1, 2}


def test_a_reference_a_person_of_a_case_and_nothing_of_others(people: People) -> None:
    case = make_case(people.owner)
    _add_victim(people, case)
    assert _found(people.owner, case.reference.lower()) == [case.pk]
    assert _found(people.owner, f"{case.reference} p1") == [case.pk]
    assert _found(people.owner, f"{case.reference} P2") == []
    assert _found(people.outsider, case.reference) == []


def test_the_record_and_the_address_hold_no_word_that_was_looked_for(people: People, client: Client) -> None:
    case = make_case(people.owner)
    sign_in(client, people.owner)
    page = client.post(reverse("case_search"), {"typed": "promised"})
    assert case.reference in page.content.decode()
    entry = Entry.objects.order_by("-index").first()
    assert entry is not None
    assert entry.event == "case.searched"
    assert "promised" not in entry.content
    assert client.post(reverse("case_search"), {"typed": ""}).status_code == 422
