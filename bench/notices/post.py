"""One post: what its script says this time, disfigured, framed by where it stands, its numbers written in."""

from dataclasses import dataclass, field
from random import Random

from boards import Board
from disguise import EVASION, HASTE, truncated
from grammar import Parts, Speaker
from phones import Phone, capacity, phone, written
from script import HEAVY, LIGHT, Script, Sentence
from values import Values

MARK = 0xE000
"""Where a number will stand; the letter after it is the next number."""


@dataclass(slots=True)
class Numbers:
    """The phones a post may name, and what it has named so far."""

    own: list[Phone]
    ways: tuple[str, ...]
    language: str
    rng: Random
    raws: list[tuple[str, str, str]] = field(default_factory=list)
    """e164, kind, raw."""

    def dialled(self, number: Phone, innocent: bool = False) -> str:
        """A mark in the text for one number."""
        way = (
            self.rng.choice(("local", "grouped", "international")) if innocent else self.rng.choice(self.ways)
        )
        raw = written(number, way, self.language, self.rng)
        self.raws.append((number.e164, "innocent" if innocent else way, raw))
        return chr(MARK + len(self.raws) - 1)


class PostValues(Values):
    """Slots of a post, with its phones: each naming is written anew."""

    numbers: Numbers
    board: Board | None = None

    def __missing__(self, name: str) -> str:
        if name == "phone" or name == "phone2":
            own = self.numbers.own
            return self.numbers.dialled(own[min(len(own) - 1, name == "phone2")])
        if name == "boardphone":
            place = self.board.phone if self.board else 0
            return self.numbers.dialled(phone(self.home, capacity(self.home) - 1 - place), innocent=True)
        return super().__missing__(name)


@dataclass(slots=True)
class Post:
    text: str
    source: str
    kinds: list[str]
    phones: list[tuple[str, str, str]]


def sentences_of(script: Script, rng: Random, kinds: list[str]) -> list[Parts]:
    """This post's sentences: reworded, left out, moved, added to, as the script's paraphrase allows."""
    sentences = list(script.sentences)
    middle = len(sentences) - 2
    if script.paraphrase in {LIGHT, HEAVY} and middle >= 3:
        heavy = script.paraphrase == HEAVY
        if rng.random() < (0.45 if heavy else 0.2):
            del sentences[rng.randrange(1, len(sentences) - 1)]
            kinds.append("dropped")
        if rng.random() < (0.35 if heavy else 0.12):
            inner = sentences[1:-1]
            at = rng.randrange(len(inner))
            inner.insert(rng.randrange(len(inner)), inner.pop(at))
            sentences[1:-1] = inner if rng.random() < 0.7 else rng.sample(inner, len(inner))
            kinds.append("reordered")
        if rng.random() < (0.25 if heavy else 0.1):
            sentences.insert(rng.randrange(1, len(sentences)), added(script, rng))
            kinds.append("added")
    if not script.paraphrase:
        return [sentence.wordings[0] for sentence in sentences]
    chosen = []
    for sentence in sentences:
        other = len(sentence.wordings) > 1 and rng.random() < 0.35
        chosen.append(sentence.wordings[rng.randrange(1, len(sentence.wordings)) if other else 0])
    if script.paraphrase == HEAVY:
        kinds.append("reworded")
    return chosen


def added(script: Script, rng: Random) -> Sentence:
    """A sentence of no script's: a stock phrase, or another benefit or duty of the style."""
    names = [name for name in script.style.sections if name not in {"opening", "offer", "title", "contact"}]
    groups = script.language.section(script.style, rng.choice(names)) if names else []
    groups = groups or script.language.words.sections["closing"]
    return Sentence("added", (rng.choice(rng.choice(groups)),))


def body(script: Script, speaker: Speaker, kinds: list[str]) -> str:
    chosen = sentences_of(script, speaker.rng, kinds)
    said = [speaker.say(parts).strip() for parts in chosen]
    if script.join == " ":
        said = [stopped(line) for line in said]
    text = script.join.join(line for line in said if line)
    return text.replace("  ", " ").replace(" ,", ",").replace(" .", ".").replace("..", ".")


def stopped(line: str) -> str:
    """A sentence that can stand before another in one line."""
    if "\n" in line:
        return line + "\n"
    return line + "." if line and line[-1].isalnum() else line


def disfigured(text: str, script: Script, rng: Random, kinds: list[str]) -> str:
    for name, share in script.disguises:
        if rng.random() >= share:
            continue
        change = EVASION.get(name) or HASTE.get(name) or truncated
        changed = change(text, rng)
        if changed != text:
            kinds.append(name)
            text = changed
    return text


def chatted(text: str, script: Script, speaker: Speaker, kinds: list[str]) -> tuple[str, str]:
    """A chat's post: forwarded, quoted, answered, tagged, or as it is."""
    rng, pools = speaker.rng, script.language.pools
    source = rng.choice(("whatsapp", "whatsapp", "facebook", "facebook", "telegram", "instagram", "sms"))

    def one(pool: str) -> str:
        return speaker.say(rng.choice(pools[pool]))

    lot = rng.random()
    if lot < 0.14:
        kinds.append("forwarded")
        text = f"{one('forwarded')}\n{text}"
    elif lot < 0.2:
        kinds.append("quoted")
        text = f"{one('comment')}\n\n" + "\n".join(f"> {line}" for line in text.split("\n"))
    elif lot < 0.26:
        kinds.append("answered")
        text = f"{text}\n\n{one('comment')}" + (f"\n{one('comment')}" if rng.random() < 0.3 else "")
    elif lot < 0.33:
        kinds.append("chat-export")
        day = f"{rng.randint(1, 28):02}/{rng.randint(1, 12):02}/{rng.choice((24, 25))}"
        stamp = f"{day}, {rng.randint(6, 22):02}:{rng.randint(0, 59):02}"
        text = f"[{stamp}] {one('she')} {one('surname')}: {text}"
    if rng.random() < 0.16:
        kinds.append("hashtags")
        tags = rng.sample(pools["tag"], min(len(pools["tag"]), rng.randint(2, 7)))
        text = f"{text}\n{' '.join('#' + speaker.say(tag) for tag in tags)}"
    return text, source


def framed(text: str, board: Board, speaker: Speaker, kinds: list[str]) -> tuple[str, str]:
    """The offer within what its board says around every offer."""
    before = "\n".join(speaker.say(line) for line in board.before)
    after = "\n".join(speaker.say(line) for line in board.after)
    if board.before or board.after:
        kinds.append("long-boilerplate" if board.kind == "long" else "boilerplate")
    joined = "\n".join(piece for piece in (before, text, after) if piece)
    return joined, f"{board.kind if board.kind != 'long' else 'portal'}:{board.name}"


def labels(script: Script) -> list[str]:
    kinds = [f"style-{script.style_name}"]
    if script.paraphrase:
        kinds.append(script.paraphrase)
    kinds += [name for name in ("agency", "twin", "stock") if getattr(script, name)]
    return kinds


def post(script: Script, own: list[Phone], rng: Random) -> Post:
    """The text of one post and the numbers that are really in it."""
    kinds = labels(script)
    values = PostValues(rng, script.language, script.home, rng.choice(script.destinations))
    values.update(script.fixed)
    numbers = values.numbers = Numbers(own, script.ways, script.language.code, rng)
    values.board = board = rng.choice(script.boards)
    speaker = Speaker(
        rng, values, script.language, script.bullet, {LIGHT: 0.3, HEAVY: 0.5}.get(script.paraphrase, 0)
    )
    values.speaker = speaker
    text = disfigured(body(script, speaker, kinds), script, rng, kinds)
    text, source = framed(text, board, speaker, kinds) if board else chatted(text, script, speaker, kinds)
    found = []
    for i, (e164, kind, raw) in enumerate(numbers.raws):
        mark = chr(MARK + i)
        if mark in text:
            found.append((e164, kind, raw))
            text = text.replace(mark, raw)
    if any(kind == "innocent" for _, kind, _ in found):
        kinds.append("innocent-phone")
    return Post(text, source, kinds, found)
