"""One made-up report: somebody, something that happened, and which questions they answered."""

from dataclasses import dataclass, field, replace

from amparo.demonstration import grammar, madeup, themes
from amparo.demonstration.draw import Draw
from amparo.demonstration.places import Places
from amparo.demonstration.themes import ENGLISH, PORTUGUESE, Theme
from amparo.reports.answers import (
    CHILD_BANDS,
    AgeBand,
    Answers,
    Contact,
    ContactWay,
    Online,
    Sign,
    Voice,
    When,
)
from amparo.reports.misuse import FASTEST, Manner

LANGUAGES = {PORTUGUESE: "pt-mz", ENGLISH: "en"}
_YEARS = {"0-11": (6, 11), "12-14": (12, 14), "15-17": (15, 17), "18-24": (18, 24), "25+": (25, 48)}
_SHARE_ENGLISH = 0.15
_NO_STORY = 0.05  # answers the ready-made questions only
_TAGS = ("male: ", "female: ", "adult: ", "young: ")  # a line of a story that only some can say


@dataclass(frozen=True)
class Wish:
    """What a report must be about; what is left out is left to chance."""

    theme: str = ""
    matter: str = ""
    language: str = ""
    child: bool | None = None
    province: str | None = None  # '' for 'I don't know'
    source: int | None = None  # whose number and account: the same source, the same contact points
    fixed: dict[str, str] = field(default_factory=dict)  # slots of the story that are given


@dataclass(frozen=True)
class Told:
    """A report ready to be filed, and its story before it was typed."""

    theme: Theme
    language: str
    by_self: bool  # the person at risk tells
    lines: frozenset[str]  # which lines of the theme were told
    story: str
    answers: Answers
    manner: Manner


@dataclass
class _Scene:
    """Who tells about whom; fills the slots, each the same throughout one story."""

    draw: Draw
    places: Places
    theme: Theme
    language: str
    by_self: bool
    voice: str
    sex: str
    age_band: str
    province: str
    district: str
    platform: str
    source: int
    filled: dict[str, str]

    def slot(self, name: str) -> str:
        if name not in self.filled:
            self.filled[name] = self._fill(name)
        return self.filled[name]

    def _fill(self, name: str) -> str:
        match name:
            case "fone":
                return madeup.written(self.draw, madeup.number(madeup.RECRUITERS, self.source))
            case "conta":
                return madeup.account(self.source)
            case "site":
                return madeup.site(self.source)
            case "idade":
                return str(self.draw.randint(*_YEARS[self.age_band]))
            case "distrito":
                return self.places.names[self.district or self.province]
            case "rede" if self.platform:
                return self.platform
            case "quem":
                return self.draw.choice(themes.words(self.language, self._relation()))
        form = self._forms().get(name)
        return form if form is not None else self.draw.choice(themes.words(self.language, name))

    def _forms(self) -> dict[str, str]:
        """Endings and pronouns: of the person at risk and of the teller (a_prof, o_teller)."""
        she = self.sex == "female"
        if self.language == ENGLISH:
            return {"ela": "she" if she else "he", "ela_obj": "her" if she else "him"}
        teller_she = self.source % 2 == 0
        return {
            "a": "a" if she else "o",
            "ela": "ela" if she else "ele",
            "a_pron": "a" if she else "o",
            "uma": "uma" if she else "um",
            "crianca": "menina" if she else "menino",
            "a_crianca": "a menina" if she else "o menino",
            "a_prof": "a" if teller_she else "",
            "o_teller": "a" if teller_she else "o",
        }

    def _relation(self) -> str:
        if self.voice == Voice.CHILD:
            return f"friend_{self.sex}"
        return f"{'child' if self.age_band in CHILD_BANDS else 'adult'}_{self.sex}"

    def may_say(self, line: str) -> bool:
        return (
            (not line.startswith("male: ") or self.sex == "male")
            and (not line.startswith("female: ") or self.sex == "female")
            and (not line.startswith("adult: ") or self.voice == Voice.ADULT)
            and (not line.startswith("young: ") or self.age_band != AgeBand.ADULT)
        )


def tell(draw: Draw, places: Places, number: int, wish: Wish | None = None) -> Told:
    """A report about what `wish` asks for; `number` is its place in the row and makes its contact points."""
    wish = wish or Wish()
    scene = _scene(draw, places, number, wish)
    lines = _lines(draw, scene, wish)
    story = _story(draw, scene, lines, wish)
    return Told(
        theme=scene.theme,
        language=LANGUAGES[scene.language],
        by_self=scene.by_self,
        lines=frozenset(lines),
        story=story,
        answers=_answers(draw, scene, story, says_where=wish.province != ""),
        manner=_manner(draw, scene.theme),
    )


def retold(draw: Draw, told: Told) -> Told:
    """The same person, or a neighbour, tells the same again: other spelling, fewer answers."""
    language = PORTUGUESE if told.language == LANGUAGES[PORTUGUESE] else ENGLISH
    story = f"{told.story} {draw.choice(themes.words(language, 'again'))}"
    answers = replace(
        told.answers,
        narrative=grammar.as_typed(draw, story, 0.3),
        province=told.answers.province if draw.maybe(0.6) else "",
        district="",
        names="",
        contact=Contact(),
        place="",
    )
    return replace(told, story=story, answers=answers, manner=Manner(seconds=_unhurried(draw)))


def _scene(draw: Draw, places: Places, number: int, wish: Wish) -> _Scene:
    theme = themes.all_themes()[wish.theme or _some_theme(draw, wish)]
    ages = {
        band: weight
        for band, weight in theme.ages.items()
        if wish.child is None or (band in CHILD_BANDS) == wish.child
    }
    age_band = draw.weighted(ages)
    by_self = draw.maybe(theme.told_by_self if age_band != "0-11" else theme.told_by_self / 3)
    child_tells = draw.maybe(0.92) if by_self else draw.maybe(0.12)
    young = age_band in CHILD_BANDS and (by_self or theme.matter in {"child_contact", "images"})
    province = wish.province or places.province(draw, theme.provinces)
    return _Scene(
        draw=draw,
        places=places,
        theme=theme,
        language=wish.language or (ENGLISH if draw.maybe(_SHARE_ENGLISH) else PORTUGUESE),
        by_self=by_self,
        voice=Voice.CHILD if young and child_tells else Voice.ADULT,
        sex=draw.weighted(theme.sexes),
        age_band=age_band,
        province=province,
        district=places.district(draw, province),
        platform=draw.choice(theme.platforms),
        source=number if wish.source is None else wish.source,
        filled=dict(wish.fixed),
    )


def _some_theme(draw: Draw, wish: Wish) -> str:
    """A theme that has people of the wished age and fits the wished place."""
    return draw.weighted(
        {
            code: theme.share
            for code, theme in themes.all_themes().items()
            if wish.matter in {"", theme.matter}
            and (wish.child is None or any((band in CHILD_BANDS) == wish.child for band in theme.ages))
            and (not wish.province or not theme.provinces or wish.province in theme.provinces)
        }
    )


def _lines(draw: Draw, scene: _Scene, wish: Wish) -> list[str]:
    """One line of each part of the theme that this teller can say; none when there is no story."""
    if scene.theme.about_somebody and wish.source is None and draw.maybe(_NO_STORY):
        return []
    told = scene.theme.words[scene.language]["self" if scene.by_self else "other"]
    chosen = [draw.choice([line for line in part if scene.may_say(line)]) for part in told]
    return [line for line in chosen if line]


def _story(draw: Draw, scene: _Scene, lines: list[str], wish: Wish) -> str:
    bare = [next((line.removeprefix(tag) for tag in _TAGS if line.startswith(tag)), line) for line in lines]
    sentences = [grammar.capital(grammar.expand(draw, line, scene.slot)) for line in bare]
    if wish.source is not None and "fone" not in scene.filled:
        sentences.append(f"O número é {scene.slot('fone')}.")
    return " ".join(sentences)


def _answers(draw: Draw, scene: _Scene, story: str, *, says_where: bool) -> Answers:
    theme = scene.theme
    talkative = (
        0.85 if theme.in_earnest else 0.3
    )  # how many of the questions that may be skipped get an answer

    def answered(value: str, share: float = 1.0) -> str:
        return value if draw.maybe(talkative * share) else ""

    signs = [sign for sign, probability in theme.signs.items() if draw.maybe(probability)]
    when = draw.weighted(theme.when)
    if "quando" in scene.filled:  # the story says that something is still to come
        when = When.SOON if draw.maybe(0.6) else When.NOW
        if Sign.TRAVEL_SOON not in signs and draw.maybe(0.5):
            signs.append(Sign.TRAVEL_SOON)
    danger = draw.maybe(theme.danger) if draw.maybe(0.7) else None
    province = answered(scene.province) if says_where else ""
    hurry = 0.75 if scene.voice == Voice.CHILD else 0.5
    return Answers(
        matter=theme.matter,
        voice=scene.voice,
        danger=danger,
        province=province,
        district=answered(scene.district, 0.7) if province else "",
        place=answered(draw.choice(themes.words(scene.language, "place")), 0.4),
        online=Online(
            platform=answered(scene.platform),
            address=scene.filled.get("site", "") if draw.maybe(0.5) else "",
            account=scene.filled.get("conta", "") if draw.maybe(0.7) else "",
        ),
        when=answered(when),
        signs=tuple(sorted(signs)),
        narrative=grammar.as_typed(draw, story, hurry),
        age_band=answered(scene.age_band),
        sex=answered(scene.sex),
        names=madeup.first_name(draw, scene.sex) if draw.maybe(0.12 * talkative) else "",
        contact=_contact(draw, scene) if draw.maybe(0.42 * talkative) else Contact(),
    )


def _contact(draw: Draw, scene: _Scene) -> Contact:
    way = draw.weighted(
        {
            ContactWay.CALL: 3,
            ContactWay.SMS: 3,
            ContactWay.WHATSAPP: 4,
            ContactWay.EMAIL: 1,
            ContactWay.THROUGH: 1,
        }
    )
    digits = madeup.number(madeup.REPORTERS, scene.source)
    value = madeup.email(draw, scene.source) if way == ContactWay.EMAIL else madeup.written(draw, digits)
    return Contact(
        way=way,
        value=value,
        when=draw.choice(themes.words(scene.language, "when_to_contact")),
        caution=draw.choice(themes.words(scene.language, "caution")),
    )


def _manner(draw: Draw, theme: Theme) -> Manner:
    if theme.in_earnest:
        return Manner(seconds=_unhurried(draw))
    return Manner(
        seconds=draw.uniform(3, 2 * FASTEST.total_seconds()),
        trap=draw.maybe(0.1),
        earlier_in_visit=draw.choice([0, 0, 1, 3, 5]),
    )


def _unhurried(draw: Draw) -> float:
    return draw.uniform(90, 900)
