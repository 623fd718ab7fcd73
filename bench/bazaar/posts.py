"""One post from its place in the plan: lines, layout, slips, board, phones, and the truth about it."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import islice

import boards
import disguise
import phones
import plan as plans
from dice import Dice, seeded
from grammar import Pieces, expand, load, render
from scripts import (
    LONG,
    STYLE_ENDS,
    STYLE_NAMES,
    Line,
    Script,
    paragraph,
    paragraphs,
    script_of,
    sections,
    trades,
    usable,
)
from values import OWN, SHARED, Values

START = datetime(2024, 1, 1, tzinfo=UTC)
DAYS = 900
LISTED = ("duty", "req", "pay", "time", "lodge", "form")
BULLETS = ("- ", "• ", "* ", "✔ ", "– ", "▪️ ")
BARE = ("chat", "form")
OTHERS = {
    "pt": "en",
    "en": "pt",
    "es": "en",
    "fr": "en",
    "sw": "en",
    "ar": "en",
    "id": "en",
    "ro": "es",
    "zh": "en",
}
SLIP_CHANCES = {"typos": 0.1, "no-accents": 0.08, "upper": 0.05, "emoji": 0.1}
MARKS = re.compile(f"([{OWN}{SHARED}])")
LEAST_TO_CUT = 220  # characters: a shorter text cut off would share too little with its script


@dataclass(slots=True)
class Post:
    text: str
    time: datetime
    source: str
    template: int
    network: int
    language: str
    kinds: list[str]
    phones: list[tuple[str, str, str, str]] = field(default_factory=list)  # e164, kind, raw, role


@dataclass(slots=True)
class Draft:
    """A post in the making: its lines with their sections, then its body."""

    plan: plans.Plan
    place: int
    rng: Dice
    language: str
    country: str
    style: str
    values: Values
    kinds: list[str]
    lines: list[tuple[str, str]] = field(default_factory=list)


def said(pieces: Pieces, values: Values) -> str:
    out: list[str] = []
    expand(pieces, values.rng.random, values, out)
    return "".join(out)


def stranger(plan: plans.Plan, place: int, rng: Dice) -> Draft:
    """A post that follows no script: other ideas, other choices, other names than any other post."""
    language = plans.LANGUAGES[plan.language[place]]
    country = phones.NAMES[plan.country[place]]
    grammar = load(language, country)
    style = usable(rng.weighted(STYLE_NAMES, STYLE_ENDS), grammar)
    trade = rng.choice(trades(language, country))
    values = Values(grammar, rng, trade)
    draft = Draft(plan, place, rng, language, country, style, values, [])
    if rng.random() < 0.085 and "warn" in grammar:
        draft.style = "message"
        draft.lines = warning(draft)
        return draft
    for section, ideas in sections(grammar, rng, style, trade):
        for idea in ideas:
            wording = idea[int(rng.random() * len(idea))] if len(idea) > 1 else idea[0]
            draft.lines.append((section, said(wording, values)))
    if style in LONG and rng.random() < 0.17:
        draft.kinds.append("borrowed-paragraph")
        taken = paragraph(plan, language, country, rng.randrange(paragraphs(plan)))
        at = rng.randrange(2, len(draft.lines))
        draft.lines[at:at] = [
            ("paragraph", render(line.wordings[line.usual], rng.random, values, 0)) for line in taken
        ]
    elif len(draft.lines) > 3 and rng.random() < 0.1:
        draft.kinds.append("stranger-stock")
        stock = [
            ("stock", said(idea[0], values))
            for idea in rng.sample(grammar["stock"], min(5, len(grammar["stock"])))
        ]
        draft.lines[-1:-1] = stock[: max(2, len(draft.lines) // 2)]
    return draft


def warning(draft: Draft) -> list[tuple[str, str]]:
    """Somebody warns or asks, and quotes one sentence of a campaign: not that campaign's post."""
    plan, rng = draft.plan, draft.rng
    grammar = draft.values.grammar
    own = [("warn", said(idea[0], draft.values)) for idea in rng.sample(grammar["warn"], 2)]
    for name in ("mark", "story", "quirk", "mark", "bye"):
        own.append(("warn", said(rng.choice(grammar[name])[0], draft.values)))
    room = 0.35 * sum(len(text) for _, text in own)
    for _ in range(6):
        known = speakers(plan, draft.language)
        if not known:
            break
        script = script_of(plan, rng.choice(known))
        line = rng.choice(script.lines)
        draft.values.kept.update(script.kept)
        text = render(line.wordings[line.usual], rng.random, draft.values, 0)
        if 30 <= len(text) <= room and OWN not in text:
            own.insert(1, ("warn", f"«{text}»"))
            draft.kinds.append("quotes-campaign")
            break
    draft.values.kept.clear()
    return own


@lru_cache(maxsize=32)
def speakers(plan: plans.Plan, language: str) -> tuple[int, ...]:
    """The first campaigns of a language: those that people talk about."""
    index = plans.LANGUAGES.index(language)
    known = (number for number, place in enumerate(plan.first[:-1]) if plan.language[place] == index)
    return tuple(islice(known, 60))


def member(plan: plans.Plan, place: int, number: int, rng: Dice) -> Draft:
    """A post of a campaign: the script with this post's values, and what its habits do to the lines."""
    script = script_of(plan, number)
    grammar = load(script.language, script.country)
    trade = script.trade
    if "agency" in script.habits:
        trade = rng.choice(trades(script.language, script.country))
    values = Values(grammar, rng, trade)
    values.kept.update(script.kept)
    if "agency" in script.habits:
        values.kept.pop("job", None)
    draft = Draft(plan, place, rng, script.language, script.country, script.style, values, [])
    draft.kinds += sorted(script.habits & {"agency", "shared-paragraph"})
    lines = rearranged(script, draft)
    heavy = "heavy" in script.habits and rng.random() < 0.6
    light = script.light if rng.random() < 0.8 else 0
    duties = iter(grammar.get(f"duty.{trade}", ()))
    for line in lines:
        which = line.usual
        if heavy and len(line.wordings) > 1 and rng.random() < 0.6:
            which = rng.randrange(len(line.wordings))
        duty = next(duties, None) if "agency" in script.habits and line.section == "duty" else None
        text = (
            said(rng.choice(duty), values)
            if duty
            else render(line.pieces(which, light), rng.random, values, light)
        )
        draft.lines.append((line.section, text))
    draft.kinds += (["heavy"] if heavy else []) + (["light"] if light else [])
    if heavy or light or {"reordered", "dropped", "added"} & set(draft.kinds):
        return draft
    draft.kinds.append("verbatim")
    return draft


def rearranged(script: Script, draft: Draft) -> list[Line]:
    rng, lines = draft.rng, list(script.lines)
    if "dropped" in script.habits and rng.random() < 0.6:
        gone = rng.sample(range(len(lines)), max(1, len(lines) // rng.randint(4, 7)))
        lines = [line for at, line in enumerate(lines) if at not in gone or line.section == "reach"]
        draft.kinds.append("dropped")
    if "reordered" in script.habits and rng.random() < 0.7:
        cut = rng.randrange(1, len(lines))
        lines = lines[cut:] + lines[:cut]
        for _ in range(rng.randint(0, 3)):
            lines.append(lines.pop(rng.randrange(len(lines))))
        draft.kinds.append("reordered")
    if "added" in script.habits and rng.random() < 0.6:
        grammar = draft.values.grammar
        for _ in range(1 if len(lines) < 6 else 2):
            sober = "agency" in script.habits
            name = "stock" if sober else rng.choice(("stock", "stock", "rush", "trust", "bye", "greet"))
            if name in grammar:
                idea = rng.choice(grammar[name])
                if not any(idea[0] in line.wordings for line in lines):
                    lines.insert(rng.randint(0, len(lines)), Line("stock", [idea[0]]))
        draft.kinds.append("added")
    return lines


def laid_out(draft: Draft, rng: Dice) -> str:
    """The lines as a poster sets them: run together, one a line, bullets, or a chat with names and hours."""
    style = draft.style
    if style == "chat":
        return chat(draft, rng)
    glue = "" if draft.language == "zh" else " "
    if style in ("telegraph", "brief", "profile"):
        return rng.choice((glue, glue, "\n")).join(text for _, text in draft.lines)
    if style == "form":
        return "\n".join(text for _, text in draft.lines)
    if style in ("message", "story") and rng.random() < 0.5:
        return glue.join(stopped(text, section) for section, text in draft.lines)
    bullet = rng.choice(BULLETS) if style in ("notice", "page") and rng.random() < 0.7 else ""
    out, before = [], ""
    for section, text in draft.lines:
        if bullet and section in LISTED:
            out.append(f"\n{bullet}{text}")
        elif section == before or (
            before and style in ("story", "page") and before != "title" and section != "reach"
        ):
            out.append(f"{glue}{stopped(text, section)}")
        else:
            out.append(f"\n{stopped(text, section)}")
        before = section
    return "".join(out).strip()


def stopped(text: str, section: str) -> str:
    if section == "title" or text[-1:] in ".!?:,،。!؟»":
        return text
    return f"{text}."


def chat(draft: Draft, rng: Dice) -> str:
    if rng.random() < 0.35:
        return "\n".join(text for _, text in draft.lines)
    names = (draft.values.listed("first"), draft.values.listed("first"))
    hour, minute = rng.randrange(7, 22), rng.randrange(30)
    out = []
    for at, (_, text) in enumerate(draft.lines):
        minute += rng.randint(0, 2)
        who = names[0] if at % 3 else names[1]
        out.append(f"[{hour:02d}:{minute:02d}] {who}: {text}")
    return "\n".join(out)


def slipped(body: str, draft: Draft, habits: set[str]) -> str:
    """Slips of the hand, a sentence of another language, evasion; at most one evasion for a post."""
    rng = draft.rng
    if rng.random() < 0.045:
        other = load(OTHERS[draft.language], "")
        body += "\n" + said(rng.choice(other["stock"])[0], Values(other, rng, ""))
        draft.kinds.append("mixed-language")
    for kind, chance in SLIP_CHANCES.items():
        if rng.random() < chance and not (draft.language in ("ar", "zh") and kind == "upper"):
            changed = disguise.SLIPS[kind](body, rng)
            if changed != body:
                draft.kinds.append(kind)
            body = changed
    wanted = [kind for kind in disguise.EVASIONS if kind in habits and rng.random() < 0.6]
    if not habits and rng.random() < 0.1:
        wanted = [rng.choice(list(disguise.EVASIONS))]
    for kind in wanted[:1]:
        body = disguise.evade(body, kind, draft.language, rng)
        draft.kinds.append(kind)
    return body


def truncated(body: str, draft: Draft) -> str:
    rng = draft.rng
    if rng.random() >= 0.09 or len(body) < LEAST_TO_CUT or "reordered" in draft.kinds:
        return body
    draft.kinds.append("truncated")
    cut = body[: int(len(body) * rng.uniform(0.55, 0.85))]
    return cut + (draft.values.listed("more") if rng.random() < 0.7 else "…")


def placed(body: str, draft: Draft) -> tuple[str, str, boards.Board]:
    """The post as its channel shows it, the channel, and the board whose number may stand in it."""
    rng, values, kinds = draft.rng, draft.values, draft.kinds
    if rng.random() < 0.08:
        body = boards.hashtags(body, values.grammar, rng)
        kinds.append("hashtags")
    number = rng.weighted(range(boards.PORTALS), boards.PORTAL_ENDS)
    where = rng.random()
    short = draft.style in ("telegraph", "brief")
    if where < (0.25 if short else 0.04):
        number = boards.PORTALS + rng.randrange(boards.PAPERS)
    here = boards.board(draft.plan.seed, draft.language, number)
    values.kept["portal"] = here.name
    if number >= boards.PORTALS:
        kinds.append("newspaper")
        return boards.in_column(body, here, values), here.source, here
    if where < 0.45:
        text, extra = boards.on_board(body, here, values)
        kinds.append("long-boilerplate" if extra > len(body) else "portal")
        return text, here.source, here
    if where < 0.53:
        kinds.append("forwarded")
        body = boards.forwarded(body, values)
    elif where < 0.58:
        kinds.append("quoted")
        body = boards.quoted(body, values)
    return body, rng.choice(boards.CHANNELS), here


def own_numbers(draft: Draft, number: int, habits: set[str]) -> list[int]:
    """Serials of the phones a post gives; a rotating campaign has a new one for nearly every post."""
    plan, place, rng = draft.plan, draft.place, draft.rng
    if number < 0:
        serials = [int(plan.serial[place])]
    elif "rotating-phone" in habits and rng.random() < 0.85:
        draft.kinds.append("rotating-phone")
        serials = [int(plan.serial[place])]
    else:
        which = 0 if rng.random() < 0.5 else rng.randrange(plans.POOL)
        serials = [plan.pool(int(plan.network[number]), which)]
    if place % 16 == 0:
        serials.append(plan.second(place))
    return serials


@lru_cache(maxsize=32)
def digit_words(language: str) -> list[str]:
    return [str(idea[0][0]) for idea in load(language, "")["digits"]]


def dialled(text: str, draft: Draft, here: boards.Board, serials: list[int], innocent: bool) -> Post:
    """Puts phones where their marks are and writes down which ones stand there."""
    rng = draft.rng
    words = digit_words(draft.language)
    usual = rng.weighted(phones.WAY_NAMES, phones.WAY_ENDS)
    out, found, owned = [], [], 0
    if len(serials) > 1 and text.count(OWN) == 1:
        text = text.replace(OWN, f"{OWN} / {OWN}")
    for letter in MARKS.split(text):
        if letter not in (OWN, SHARED):
            out.append(letter)
            continue
        if letter == SHARED or innocent:
            e164, country, digits = boards.shown(here)
            way = rng.choice(("plain", "local", "local"))
            role = "shared"
        else:
            serial = serials[owned % len(serials)]
            owned += 1
            country, way, role = draft.country, usual, "own"
            if "rotating-phone" in draft.kinds:
                role = "rotating"
            digits = phones.national(country, serial)
            e164 = phones.international(country, digits)
        raw = phones.write(rng, country, digits, way, words)
        out.append(raw)
        found.append((e164, way, raw, role))
    post = Post("".join(out), START, "", -1, -1, draft.language, draft.kinds, found)
    if any(way not in phones.OPEN for _, way, _, _ in found):
        post.kinds.append("hidden-phone")
    if "rotating-phone" in post.kinds and not any(role == "rotating" for *_, role in found):
        post.kinds.remove("rotating-phone")
    if any(role == "shared" for *_, role in found):
        post.kinds.append("shared-phone")
    return post


def post_at(plan: plans.Plan, place: int) -> Post:
    """The post at a place of the plan; depends on nothing but the plan and the place."""
    rng = seeded(plan.seed, 2, place)
    number = plan.campaign(place)
    habits: set[str] = set()
    if number < 0:
        draft = stranger(plan, place, rng)
        innocent = rng.random() < 0.05
    else:
        draft = member(plan, place, number, rng)
        habits = script_of(plan, number).habits
        innocent = "shared-phone" in habits
    serials = own_numbers(draft, number, habits)
    layout = Dice(number) if number >= 0 and "light" not in draft.kinds else rng
    body = laid_out(draft, layout).replace("  ", " ").replace(" ,", ",")
    kind = "short" if len(body) < 160 else "long" if len(body) > 1100 else ""
    draft.kinds += [kind] if kind else []
    body = truncated(slipped(body, draft, habits if number >= 0 else set()), draft)
    text, source, here = placed(body, draft)
    post = dialled(text, draft, here, serials, innocent)
    post.source = source
    if number >= 0:
        post.template, post.network = number, int(plan.network[number])
        begins = seeded(plan.seed, 5, number).random() * DAYS * 0.9
        day = min(DAYS, begins + rng.expovariate(1 / 20))
    else:
        day = rng.random() * DAYS
    post.time = START + timedelta(days=day)
    return post
