"""The environment is read strictly, and a refusal never repeats a value."""

import base64
import secrets
from pathlib import Path

import pytest

from amparo.kernel import env
from amparo.kernel.errors import Misconfigured

NAME = "AMPARO_TEST_VALUE"


def test_a_missing_value_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(NAME, raising=False)
    with pytest.raises(Misconfigured, match=f"{NAME} is not set"):
        env.text(NAME)


def test_a_file_may_hold_the_value(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "value").write_text("kept elsewhere\n")
    monkeypatch.setenv(f"{NAME}_FILE", str(tmp_path / "value"))
    assert env.text(NAME) == "kept elsewhere"
    monkeypatch.setenv(f"{NAME}_FILE", str(tmp_path / "gone"))
    with pytest.raises(Misconfigured, match=f"{NAME}_FILE cannot be read"):
        env.text(NAME)


@pytest.mark.parametrize("weak", ["", "short", "x" * 64, "abcabcabc" * 8])
def test_a_weak_secret_is_refused_and_not_repeated(monkeypatch: pytest.MonkeyPatch, weak: str) -> None:
    monkeypatch.setenv(NAME, weak)
    with pytest.raises(Misconfigured) as refusal:
        env.secret(NAME)
    assert NAME in str(refusal.value)
    assert not weak or weak not in str(refusal.value)


@pytest.mark.parametrize("size", [32, 48])
def test_random_bytes_are_strong_enough(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    value = base64.b64encode(secrets.token_bytes(size)).decode()
    monkeypatch.setenv(NAME, value)
    assert env.secret(NAME) == value
    monkeypatch.setenv(NAME, secrets.token_hex(size))
    assert len(env.secret(NAME)) == 2 * size


@pytest.mark.parametrize(
    ("typed", "read"), [("1", True), ("YES", True), ("off", False), ("", False), ("0", False)]
)
def test_a_flag_is_a_clear_word(monkeypatch: pytest.MonkeyPatch, typed: str, read: bool) -> None:
    monkeypatch.setenv(NAME, typed)
    assert env.flag(NAME, default=not read) is read


def test_unclear_values_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "perhaps")
    for read in (
        lambda: env.flag(NAME, default=True),
        lambda: env.choice(NAME, ["yes", "no"], "no"),
        lambda: env.number(NAME, 1),
        lambda: env.argon2(NAME, "3,64"),
    ):
        with pytest.raises(Misconfigured, match=NAME):
            read()
    monkeypatch.setenv(NAME, "0")
    with pytest.raises(Misconfigured, match="1 or more"):
        env.number(NAME, 1)


def test_lists_and_costs_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, " a, ,b ")
    assert env.words(NAME) == ["a", "b"]
    monkeypatch.setenv(NAME, "2,19")
    assert env.argon2(NAME, "3,64") == (2, 19 * 1024 * 1024)


@pytest.mark.parametrize(
    ("value", "server"),
    [
        ("", env.MailServer()),
        (
            "smtps://desk:s%40cret@mail.example",
            env.MailServer("mail.example", 465, "desk", "s@cret", True, False),
        ),
        ("smtp+starttls://mail.example:2525", env.MailServer("mail.example", 2525, "", "", False, True)),
        ("smtp://localhost", env.MailServer("localhost", 25)),
        ("smtp://[::1]:26", env.MailServer("::1", 26)),
    ],
)
def test_a_mail_server_is_read_from_its_address(
    monkeypatch: pytest.MonkeyPatch, value: str, server: env.MailServer
) -> None:
    monkeypatch.setenv(NAME, value)
    assert env.mail(NAME) == server


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("smtp://user:hushed@mail.example", "without encryption"),
        ("https://user:hushed@mail.example", "must begin with"),
        ("smtps://", "name a host"),
        ("smtps://user:hushed@mail.example:port", "not an address"),
    ],
)
def test_a_mail_server_that_cannot_be_is_refused_without_repeating_it(
    monkeypatch: pytest.MonkeyPatch, value: str, said: str
) -> None:
    monkeypatch.setenv(NAME, value)
    with pytest.raises(Misconfigured, match=said) as refused:
        env.mail(NAME)
    assert "hushed" not in str(refused.value)
