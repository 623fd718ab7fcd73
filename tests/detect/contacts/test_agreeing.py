"""A number without country code is the one that others write with it, or one of the usual country."""

import polars as pl
import pytest

from amparo_detect.contacts.agreeing import agree, coded
from amparo_detect.contacts.find import Findings, findings
from amparo_detect.contacts.usual import ENOUGH
from amparo_detect.text.fold import fold
from amparo_detect.text.language import languages

WRITTEN = "Call +254 710 000 012 today, or call +254710000012 tomorrow"
DIALLED = "Call 0710 000 012 for the job"
Found = tuple[Findings, pl.DataFrame]
SPANISH = "Buscamos cocinera para una familia, con casa y comida. Llame al {} para el trabajo."


def found_in(texts: tuple[str, ...], country: str, templates: tuple[int, ...]) -> Found:
    """The contacts of the texts, and posts as `agree` wants them."""
    posts = pl.Series("text", list(texts))
    folded = fold(posts)
    spoken = languages(posts, folded)
    numbered = pl.DataFrame(
        {"post": range(len(posts)), "language": spoken}, schema_overrides={"post": pl.UInt32}
    )
    if templates:
        numbered = numbered.with_columns(template=pl.Series(templates, dtype=pl.Int32))
    return findings(posts, folded, country=country, languages=spoken), numbered


def told(
    *texts: str,
    country: str = "MZ",
    templates: tuple[int, ...] = (),
    before: tuple[str, ...] = (),
    of: tuple[int, ...] = (),
) -> list[tuple[str, float]]:
    """Value and confidence of the numbers in the texts, in order. `templates`: of each text, if known.

    `before`: texts of earlier posts, `of`: their templates.
    """
    found, numbered = found_in(texts, country, templates)
    earlier = None
    if before:
        (contacts, _), posts = found_in(before, country, of)
        spoken = posts.select("post", "language", template=pl.col("template").replace(-1, None))
        earlier = coded(contacts).join(spoken, on="post").drop("post")
    agreed = agree(found.contacts, found.others, numbered, country, earlier)
    same = ["post", "kind", "raw", "start", "end"]
    assert agreed.join(found.contacts, on=same, how="anti").is_empty()
    phones = agreed.filter(pl.col("kind").cast(pl.String) == "phone")
    return list(zip(phones["value"], phones["confidence"], strict=True))


def numbers(*texts: str) -> list[str]:
    return [value for value, _ in told(*texts)]


def test_a_number_without_country_code_is_the_one_that_others_write_with_it() -> None:
    assert numbers(DIALLED) != ["+254710000012"]
    assert numbers(DIALLED, WRITTEN) == ["+254710000012"] * 3


def test_it_stays_a_guess_where_the_digits_stand_behind_several_codes() -> None:
    (_, sure), *_ = told(DIALLED, WRITTEN)
    (_, unsure), *_ = told(DIALLED, "Call +254 710 000 012", "Call +255 710 000 012")
    assert unsure <= 0.5 < sure


def test_it_is_of_the_country_of_the_other_number_in_the_post() -> None:
    assert numbers("Call 0710 000 012 or +254 710 000 044")[0] == "+254710000012"


def test_it_is_of_the_country_of_the_places_of_the_post() -> None:
    assert numbers("Mwanza: piga simu 0713 000 012")[0] == "+255713000012"
    assert numbers("Estamos en Valencia. Contacto: seis cero cero 000 012")[0] == "+34600000012"


def test_it_is_of_the_country_of_the_other_numbers_of_its_script() -> None:
    texts = (DIALLED, "Call +254 710 000 044 for the job", "Call +254 710 000 045 for the job")
    strangers, sisters = told(*texts, templates=(-1, -1, -1)), told(*texts, templates=(3, 3, 3))
    assert strangers[0][0] != "+254710000012" == sisters[0][0]


def test_numbers_of_earlier_posts_say_as_much_as_those_beside() -> None:
    texts = (DIALLED, "Call +254 710 000 044 for the job", "Call +254 710 000 045 for the job", WRITTEN)
    for templates in ((3, 3, 3, -1), (-1, -1, -1, -1)):
        whole, alone = told(*texts, templates=templates)[0], told(DIALLED, templates=templates[:1])[0]
        assert told(DIALLED, templates=templates[:1], before=texts[1:], of=templates[1:])[0] == whole
        assert whole[0] == "+254710000012" != alone[0]


def test_a_number_of_the_home_country_stays_one() -> None:
    assert numbers("Ligue 84 000 0012", "Ligue +27 84 000 0012")[0] == "+258840000012"


def test_data_without_numbers_stay_as_they_are() -> None:
    assert numbers("No number here") == []


def peruvian(count: int) -> list[str]:
    return [SPANISH.format(f"+51 900 {number // 1000:03} {number % 1000:03}") for number in range(count)]


def test_a_number_is_of_the_country_that_is_usual_in_its_language() -> None:
    asked = SPANISH.format("910 000 099")
    alone, at_home = told(asked)[0], told(asked, *peruvian(ENOUGH))[0]
    assert not alone[0].startswith("+51")
    assert at_home[0] == "+51910000099"
    assert at_home[1] > 0.5


def test_a_few_numbers_with_their_code_say_nothing_about_others() -> None:
    asked = SPANISH.format("910 000 099")
    assert told(asked, *peruvian(ENOUGH - 1))[0] == told(asked)[0]


def test_what_is_usual_in_one_language_is_little_in_another() -> None:
    asked = "Call us on 0710 000 099 if you are looking for a job in a hotel and want to start next week"
    english = [asked.replace("0710 000 099", f"+254 711 000 {number:03}") for number in range(ENOUGH)]
    assert told(asked, *english, *peruvian(4 * ENOUGH))[0][0] == "+254710000099"


@pytest.mark.parametrize("written", ["07 00 00 08 53", "zéro sept zéro zéro zéro zéro zéro huit cinq trois"])
def test_a_0_that_is_a_part_of_the_number_stays_in_it(written: str) -> None:
    french = (
        "Nous cherchons une cuisinière pour une famille, logée et nourrie. Appelez le {} pour le travail."
    )
    others = [french.format(f"+225 07 00 00 {number:02} 11") for number in range(ENOUGH)]
    assert numbers(french.format("07 00 00 08 53"), *others)[0] == "+2250700000853"


def test_a_number_written_again_without_its_code_is_the_same() -> None:
    assert (
        numbers("Call +27 84 000 0012, eight four zero zero zero zero zero one two") == ["+27840000012"] * 2
    )


CASES = ["Case no {}, opened last week", "Appeal for case no {} today", "Hearing: case no {} is set"]


def test_behind_words_after_which_most_figures_are_none_a_number_is_not_believed() -> None:
    texts = [CASES[number % 3].format(f"{number}7296/20{number}") for number in range(11, 41)]
    texts += [f"Call {number} 000 {number % 100:03} for the job" for number in range(820, 850)]
    assert dict(told("Case no 840000012 today"))["+258840000012"] > 0.9
    assert "+258840000012" not in dict(told("Case no 840000012 today", *texts))
    assert dict(told("Call 840000012 today", *texts))["+258840000012"] > 0.9


def test_bare_figures_are_a_number_where_something_points_to_its_country() -> None:
    spoken = [SPANISH.format(f"+51 900 000 {number:03}") for number in range(ENOUGH)]
    bare = "Trabajo en Lima, casa y comida. CV a vaga@jobs.example o 910 000 099. Gracias"
    assert "+51910000099" in numbers(bare, *spoken)
    assert numbers("CV a vaga@jobs.example o 910 000 099") == []
