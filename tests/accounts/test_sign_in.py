"""The whole way in, as a browser walks it: invitation, password, second factor, and out again."""

import base64
import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from amparo.accounts import actions, session
from amparo.accounts.models import Membership, Person, Role, SignIn
from amparo.kernel import clock
from amparo.ledger.models import Entry
from amparo.ledger.vocabulary import Event
from tests.make import PASSWORD, make_institution, make_membership, make_person
from tests.people import actor, make_people, sign_in

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _no_earlier_attempts(db: None) -> None:
    cache.clear()


@pytest.fixture
def member(db: None) -> Membership:
    institution, private = make_institution()
    return make_membership(institution, private)


@pytest.fixture
def enrolled(member: Membership) -> Membership:
    from allauth.mfa.utils import encrypt

    Authenticator.objects.create(
        user=member.person, type=Authenticator.Type.TOTP, data={"secret": encrypt(SECRET)}
    )
    return member


def code(secret: str = SECRET) -> str:
    return str(totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30)))


def type_password(client: Client, member: Membership, password: str = PASSWORD) -> str:
    """Post the sign-in form; where it leads."""
    response = client.post("/sign-in/", {"login": member.person.username, "password": password})
    return str(response.headers.get("Location", ""))


def test_password_then_code_then_the_desk_with_keys(enrolled: Membership, client: Client) -> None:
    assert type_password(client, enrolled) == "/sign-in/code/"
    assert client.get("/desk/").status_code == 302  # half signed in is not signed in
    assert client.post("/sign-in/code/", {"code": code()}).headers["Location"] == "/desk/"
    assert client.get("/desk/").status_code == 200
    assert SignIn.objects.filter(person=enrolled.person).count() == 1
    assert str(Event.SIGNED_IN) in str(Entry.objects.latest("index").content)


def test_a_wrong_code_does_not_sign_in(enrolled: Membership, client: Client) -> None:
    type_password(client, enrolled)
    assert client.post("/sign-in/code/", {"code": "000000"}).status_code == 200
    assert client.get("/desk/").status_code == 302
    assert not SignIn.objects.exists()


def test_a_code_works_once(enrolled: Membership, client: Client) -> None:
    once = code()
    type_password(client, enrolled)
    assert client.post("/sign-in/code/", {"code": once}).status_code == 302
    other = Client()
    type_password(other, enrolled)
    assert other.post("/sign-in/code/", {"code": once}).status_code == 200


def test_a_recovery_code_stands_in_for_the_telephone(enrolled: Membership, client: Client) -> None:
    codes = RecoveryCodes.activate(enrolled.person).get_unused_codes()
    type_password(client, enrolled)
    assert client.post("/sign-in/code/", {"code": codes[3]}).headers["Location"] == "/desk/"
    other = Client()
    type_password(other, enrolled)
    assert other.post("/sign-in/code/", {"code": codes[3]}).status_code == 200


def test_codes_are_throttled_per_person(enrolled: Membership, client: Client) -> None:
    type_password(client, enrolled)
    for _ in range(5):
        client.post("/sign-in/code/", {"code": "000000"})
    assert client.post("/sign-in/code/", {"code": code()}).status_code == 200
    assert client.get("/desk/").status_code == 302


def test_a_wrong_name_and_a_wrong_password_look_the_same(member: Membership) -> None:
    pages = []
    for name in (member.person.username, "nobody.at.all"):
        response = Client().post("/en/sign-in/", {"login": name, "password": "not the password"})
        page = re.sub(r'value="[^"]*"', "", response.content.decode())
        pages.append((response.status_code, page))
    assert pages[0] == pages[1]
    assert "The sign-in name or the password is not right." in pages[0][1]


@pytest.mark.parametrize("exists", [True, False])
def test_passwords_are_throttled_per_name_whether_it_exists_or_not(member: Membership, exists: bool) -> None:
    name = member.person.username if exists else "nobody.at.all"
    for _ in range(5):
        Client().post("/en/sign-in/", {"login": name, "password": "not the password"})
    response = Client().post("/en/sign-in/", {"login": name.upper(), "password": PASSWORD})
    assert "Too many attempts" in response.content.decode()
    other = make_membership(member.institution, actor(member).keyring.institution_private(), role=Role.TRIAGE)
    assert type_password(Client(), other) == "/desk/"


def test_many_names_do_not_push_a_throttle_out(member: Membership) -> None:
    for _ in range(5):
        Client().post("/sign-in/", {"login": member.person.username, "password": "wrong"})
    for number in range(400):
        cache.set(f"filling:{number}", "x", 300)
    response = Client().post("/en/sign-in/", {"login": member.person.username, "password": PASSWORD})
    assert "Too many attempts" in response.content.decode()


def test_the_name_may_be_typed_in_capitals(member: Membership, client: Client) -> None:
    response = client.post("/sign-in/", {"login": member.person.username.upper(), "password": PASSWORD})
    assert response.status_code == 302


def test_who_has_no_membership_is_told_so_after_the_right_password(db: None, client: Client) -> None:
    person = make_person()
    response = client.post("/en/sign-in/", {"login": person.username, "password": PASSWORD})
    assert "not a member" in response.content.decode()
    response = client.post("/en/sign-in/", {"login": person.username, "password": "wrong"})
    assert "not a member" not in response.content.decode()


def test_without_a_second_factor_everything_leads_to_setting_one_up(
    member: Membership, client: Client
) -> None:
    assert type_password(client, member) == "/desk/"
    for path in ("/desk/", "/account/", "/members/", "/account/second-factor/codes/"):
        assert client.get(path).headers["Location"] == "/account/second-factor/app/"
    page = client.get("/account/second-factor/app/").content.decode()
    secret = re.search(r'class="secret"[^>]*>([A-Z2-7]+)<', page)
    assert secret
    assert "data:image/svg+xml;base64," in page
    svg = base64.b64decode(page.split("data:image/svg+xml;base64,")[1].split('"')[0]).decode()
    assert svg.startswith("<svg")
    answer = client.post("/account/second-factor/app/", {"code": code(secret[1])})
    assert answer.headers["Location"] == "/account/second-factor/codes/"
    codes = re.findall(r"<li>(\d{8})</li>", client.get(answer.headers["Location"]).content.decode())
    assert len(codes) == 10
    assert not re.findall(r"<li>(\d{8})</li>", client.get(answer.headers["Location"]).content.decode())
    assert client.get("/desk/").status_code == 200
    assert secret[1] not in str(list(Authenticator.objects.values_list("data", flat=True)))


def test_a_visit_from_before_the_second_factor_ends_with_it(member: Membership) -> None:
    intruder, owner = Client(), Client()
    type_password(intruder, member)
    type_password(owner, member)
    secret = re.search(
        r'class="secret"[^>]*>([A-Z2-7]+)<', owner.get("/account/second-factor/app/").content.decode()
    )
    assert secret
    owner.post("/account/second-factor/app/", {"code": code(secret[1])})
    assert owner.get("/desk/").status_code == 200
    assert "/sign-in/" in intruder.get("/desk/").headers["Location"]
    assert "/sign-in/" in intruder.get("/account/second-factor/app/").headers["Location"]


def test_that_the_person_has_a_second_factor_is_not_enough(enrolled: Membership, client: Client) -> None:
    sign_in(client, enrolled, second_factor=False)
    assert "/sign-in/" in client.get("/desk/").headers["Location"]


def test_the_last_second_factor_stays(member: Membership, client: Client) -> None:
    sign_in(client, member)
    Authenticator.objects.create(user=member.person, type=Authenticator.Type.TOTP, data={"secret": ""})
    assert client.post("/account/second-factor/app/remove/").headers["Location"] == "/account/second-factor/"
    assert Authenticator.objects.filter(user=member.person).exists()
    key = Authenticator.objects.create(
        user=member.person, type=Authenticator.Type.WEBAUTHN, data={"name": "key", "credential": {}}
    )
    assert client.post("/account/second-factor/app/remove/").status_code == 302
    assert list(Authenticator.objects.filter(user=member.person)) == [key]
    client.post(f"/account/second-factor/keys/{key.pk}/remove/")
    assert list(Authenticator.objects.filter(user=member.person)) == [key]


def test_changing_how_the_account_is_protected_asks_for_the_password_again(
    enrolled: Membership, client: Client
) -> None:
    sign_in(client, enrolled)
    assert client.get("/account/second-factor/keys/add/").status_code == 200
    with clock.at(clock.now() + timedelta(minutes=6)):
        for answer in (
            client.get("/account/second-factor/keys/add/"),
            client.post("/account/second-factor/codes/new/", {"anything": "secret thing"}),
        ):
            assert answer.headers["Location"].startswith("/account/confirm/?next=")
        stored = session_data(client)
        assert "secret thing" not in str(stored)
        assert client.cookies[session.COOKIE].value not in str(stored)
        answer = client.post("/account/confirm/", {"password": PASSWORD, "next": "/account/"})
        assert answer.headers["Location"] == "/account/"
        assert client.get("/account/second-factor/keys/add/").status_code == 200


def session_data(client: Client) -> dict[str, object]:
    from amparo.accounts.sealed_sessions import SessionStore

    return dict(SessionStore(client.cookies["session"].value).load())


def test_one_half_of_the_key_is_nothing(member: Membership, client: Client) -> None:
    sign_in(client, member)
    del client.cookies[session.COOKIE]
    assert "/sign-in/" in client.get("/desk/").headers["Location"]


def test_the_session_row_tells_nothing_and_cannot_be_moved(member: Membership, client: Client) -> None:
    sign_in(client, member)
    row = Session.objects.get(session_key=client.cookies["session"].value)
    assert str(member.person.pk) not in row.session_data
    assert b"person" not in base64.b64decode(row.session_data)
    moved = Session.objects.create(
        session_key="k" * 32, session_data=row.session_data, expire_date=row.expire_date
    )
    client.cookies["session"] = moved.session_key
    assert client.get("/desk/").status_code == 302


def test_a_visit_ends_after_its_hours_however_busy(member: Membership, client: Client) -> None:
    sign_in(client, member)
    start = clock.now()
    with clock.at(start + timedelta(hours=9, minutes=59)):
        assert client.get("/desk/").status_code == 200
    with clock.at(start + timedelta(hours=10, minutes=1)):
        assert "/sign-in/" in client.get("/desk/").headers["Location"]


def test_a_visit_ends_when_nobody_is_there(member: Membership, client: Client) -> None:
    sign_in(client, member)
    client.get("/desk/")
    row = Session.objects.get(session_key=client.cookies["session"].value)
    assert timedelta(minutes=29) < row.expire_date - clock.now() <= timedelta(minutes=30)
    Session.objects.filter(pk=row.pk).update(expire_date=clock.now() - timedelta(seconds=1))
    assert "/sign-in/" in client.get("/desk/").headers["Location"]


def test_sign_out_leaves_nothing_behind(member: Membership, client: Client) -> None:
    sign_in(client, member)
    old = client.cookies["session"].value
    response = client.post("/sign-out/")
    assert response.status_code == 302
    assert response.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert response.cookies[session.COOKIE]["max-age"] == 0
    assert not Session.objects.filter(session_key=old).exists()
    assert not SignIn.objects.exists()


def test_half_a_sign_in_can_be_given_up(enrolled: Membership, client: Client) -> None:
    type_password(client, enrolled)
    assert client.post("/sign-out/", {"next": "/sign-in/"}).headers["Location"] == "/sign-in/"
    assert client.get("/sign-in/").status_code == 200


def test_sign_out_needs_a_form(member: Membership) -> None:
    client = Client(enforce_csrf_checks=True)
    sign_in(client, member)
    assert client.post("/sign-out/").status_code == 403
    assert client.get("/desk/").status_code == 200


def test_cookies_say_what_they_must(member: Membership, client: Client) -> None:
    type_password(client, member)
    for name in ("session", session.COOKIE):
        assert client.cookies[name]["httponly"]
        assert client.cookies[name]["samesite"] == "Lax"
        assert not client.cookies[name]["max-age"]  # gone when the browser closes


def test_ones_own_visits_are_listed_and_can_be_ended(member: Membership) -> None:
    here, there, elsewhere = Client(), Client(), Client()
    for client in (here, there, elsewhere):
        sign_in(client, member)
    stranger = make_people().outsider
    other = Client()
    sign_in(other, stranger)
    page = here.get("/account/").content.decode()
    handles = re.findall(r'name="visit" value="([0-9a-f]+)"', page)
    assert len(handles) == 2
    assert there.cookies["session"].value not in page
    here.post("/account/visits/", {"visit": handles[0]})
    assert sorted(client.get("/desk/").status_code for client in (there, elsewhere)) == [200, 302]
    here.post("/account/visits/")
    assert {client.get("/desk/").status_code for client in (there, elsewhere)} == {302}
    assert here.get("/desk/").status_code == 200
    theirs = SignIn.objects.get(person=stranger.person)
    here.post("/account/visits/", {"visit": theirs.handle})
    assert other.get("/desk/").status_code == 200


def test_changing_the_password_in_the_browser(enrolled: Membership, client: Client) -> None:
    sign_in(client, enrolled)
    new = "quatro palavras que ficam juntas"
    wrong = client.post("/account/password/", {"current": "not it", "password": new})
    assert wrong.status_code == 200
    weak = client.post("/account/password/", {"current": PASSWORD, "password": "password1234"})
    assert weak.status_code == 200
    right = client.post("/account/password/", {"current": PASSWORD, "password": new})
    assert right.headers["Location"] == "/account/"
    assert client.get("/desk/").status_code == 200
    assert SignIn.objects.get().session_key == client.cookies["session"].value
    assert type_password(Client(), enrolled, new) == "/sign-in/code/"
    assert not type_password(Client(), enrolled, PASSWORD)


def test_sign_in_leads_to_the_persons_own_language(enrolled: Membership, client: Client) -> None:
    Person.objects.filter(pk=enrolled.person_id).update(language="en")
    type_password(client, enrolled)
    assert client.post("/sign-in/code/", {"code": code()}).headers["Location"] == "/en/desk/"
    chosen = client.post("/en/account/language/", {"language": "pt-mz"})
    assert chosen.headers["Location"] == "/account/"
    assert Person.objects.get(pk=enrolled.person_id).language == "pt-mz"


def test_working_for_one_or_the_other_institution(client: Client) -> None:
    people = make_people()
    second = make_membership(
        people.partner.institution,
        actor(people.partner).keyring.institution_private(),
        role=Role.SUPERVISOR,
        person=people.owner.person,
    )
    sign_in(client, people.owner)
    assert people.owner.institution.name in client.get("/desk/").content.decode()
    client.post("/account/institution/", {"membership": str(second.pk)})
    assert client.get("/members/").status_code == 200
    client.post("/account/institution/", {"membership": str(people.outsider.pk)})
    assert people.partner.institution.name in client.get("/desk/").content.decode()


def test_from_invitation_to_desk_in_the_browser(client: Client) -> None:
    people = make_people(Role.SUPERVISOR)
    sign_in(client, people.owner)
    page = client.post("/en/members/invite/", {"role": "triage"}).content.decode()
    link = re.search(r"http://testserver(/en/join/[0-9a-f-]+/)", page)
    secret = re.search(r"\b([2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4})\b", page)
    assert link
    assert secret
    assert secret[1] not in client.get("/en/members/").content.decode()
    new = Client()
    assert people.owner.institution.name in new.get(link[1]).content.decode()
    form = {"name": "Made-up Person", "username": "Nova.Pessoa", "password": "quatro palavras que ficam"}
    assert "not right" in new.post(link[1], form | {"code": "2222-2222-2222"}).content.decode()
    taken = form | {"code": secret[1], "username": people.colleague.person.username}
    assert "already" in new.post(link[1], taken).content.decode()
    answer = new.post(link[1], form | {"code": secret[1]})
    assert answer.headers["Location"] == "/en/desk/"
    assert new.get("/en/desk/").headers["Location"] == "/en/account/second-factor/app/"
    assert Person.objects.get(username="nova.pessoa").language == "en"
    assert Client().get(link[1]).status_code == 410


def test_an_invitation_is_not_taken_up_inside_somebody_elses_visit(client: Client) -> None:
    people = make_people(Role.SUPERVISOR)
    issued = actions.invite(actor=actor(people.owner), role=Role.TRIAGE)
    sign_in(client, people.owner)
    page = client.get(f"/en/join/{issued.invitation.pk}/").content.decode()
    assert "Sign out first" in page
    assert 'name="code"' not in page


def test_joining_with_a_sign_in_name_that_one_has(client: Client) -> None:
    people = make_people(Role.SUPERVISOR)
    issued = actions.invite(actor=actor(people.owner), role=Role.TRIAGE)
    link = f"/en/join/{issued.invitation.pk}/?known=1"
    form = {"code": issued.code, "username": people.outsider.person.username}
    assert "not right" in client.post(link, form | {"password": "not it"}).content.decode()
    answer = client.post(link, form | {"password": PASSWORD})
    assert answer.headers["Location"] == "/en/sign-in/"
    assert people.outsider.person.memberships.current().count() == 2


UNROUTED = ["account_signup", "account_email", "account_reset_password", "account_change_password"]


@pytest.mark.parametrize("name", UNROUTED)
def test_pages_of_the_library_that_we_do_not_route_do_not_exist(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_nothing_of_the_library_is_routed_wholesale() -> None:
    names = {str(name) for name in get_resolver().reverse_dict if isinstance(name, str)}
    library = {name for name in names if name.startswith(("account_", "mfa_", "socialaccount", "headless"))}
    assert library == {
        "account_login",
        "account_logout",
        "account_address",
        "account_language",
        "account_password",
        "account_visits",
        "account_switch",
        "account_reauthenticate",
        "mfa_authenticate",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_deactivate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "mfa_remove_webauthn",
    }
