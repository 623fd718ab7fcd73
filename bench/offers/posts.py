"""One post from a script, or from a stranger who has none, with what is true of it."""

from dataclasses import dataclass, field
from functools import lru_cache
from random import Random

import phones
from families import Family
from plan import PHONES_PER_NETWORK, Plan
from scripts import Habits, Script, Sentence, choose_hides, hides, make
from wording import PHONE, Language, read

_POPULARITY = (6, 3, 1)  # of the three portals of each language
_MINUTES = 180 * 1440


@dataclass
class Post:
    """A post and its truth. `minute` counts from the first day; `phones` are (E.164, hiding kind, raw)."""

    text: str
    minute: int
    source: str
    language: str
    family: str
    kinds: set[str] = field(default_factory=set)
    phones: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Portal:
    """Boilerplate that thousands of strangers share, with a phone of its own."""

    name: str
    text: str
    phone: phones.Phone
    first: bool


class Writer:
    """Writes the posts of a plan. Any row can be written by itself: nothing depends on the rows before it."""

    def __init__(self, plan: Plan, families: list[Family], seed: int) -> None:
        self.plan, self.families, self.seed = plan, families, seed
        self.script = lru_cache(maxsize=50_000)(self._script)
        self.portals = lru_cache(maxsize=None)(self._portals)

    def family_of(self, campaign: int) -> int:
        return campaign // 2 % len(self.families)

    def post(self, row: int) -> Post:
        campaign = int(self.plan.campaign[row])
        random = Random(f"{self.seed}/row/{row}")
        if campaign >= 0:
            return self._copy(row, campaign, random)
        return self._stranger(row, random)

    def _script(self, campaign: int) -> Script:
        family = self.families[self.family_of(campaign)]
        return make(family, campaign, self.seed)

    def _portals(self, place: int, code: str) -> list[Portal]:
        """The portals of a family and a language."""
        language = read(self.families[place].grammar)[code]
        found = []
        for number in range(len(_POPULARITY)):
            random = Random(f"{self.seed}/portal/{place}/{code}/{number}")
            index = self.plan.phone_of_portal(
                place * 100 + sorted(read(self.families[place].grammar)).index(code) * 10
            )
            region = random.choice((phones.HOME, phones.HOME, random.choice(list(phones.COUNTRIES))))
            phone = phones.number(region, index + number, self.plan.phones)
            name = language.coin(random)
            rules = language.sections["rules"]
            lines = [
                random.choice(language.sections["portal"]),
                *random.sample(rules, random.randint(0, len(rules))),
            ]
            text = language.unfold(" ".join(lines).replace("<coined>", name), random)
            found.append(Portal(f"{name}-{number}", text, phone, random.random() < 0.3))
        return found

    def _copy(self, row: int, campaign: int, random: Random) -> Post:
        """A post of a campaign; an exact copy is drawn as one of the campaign's three fixed posts."""
        script = self.script(campaign)
        network = int(self.plan.network[campaign])
        exact = random.random() < script.habits.exact
        moment = (script.start + random.randrange(script.days * 1440)) % _MINUTES
        account = f"account-{network}-{random.randrange(1, 2 + network % 6)}"
        if exact:
            random = Random(f"{self.seed}/exact/{campaign}/{random.randrange(3)}")
        text, kinds = _say(script, random)
        kinds.update(script.habits.kinds)
        if self.plan.has_sisters(campaign):
            kinds.add("network of several")
        if exact:
            kinds.add("exact copy")
        post = Post(text, moment, account, script.language.code, script.family.name, kinds)
        if script.habits.rotate and not exact:
            index = row
        else:
            index = self.plan.phone_of_network(network, random.randrange(1 + network % PHONES_PER_NETWORK))
        phone = phones.number(script.region, index, self.plan.phones)
        self._finish(post, self.family_of(campaign), phone, script, random)
        return post

    def _stranger(self, row: int, random: Random) -> Post:
        """A post that only uses the words that everybody uses."""
        place = random.randrange(len(self.families))
        family = self.families[place]
        script = _stranger(family, random)
        text, kinds = _say(script, random)
        kinds.update(script.habits.kinds)
        post = Post(text, script.start, f"account-s{row}", script.language.code, family.name, kinds)
        phone = phones.number(script.region, row, self.plan.phones)
        if random.random() < 0.08:
            portal = random.choice(self.portals(place, script.language.code))
            phone = portal.phone
            post.kinds.add("innocent contact")
        self._finish(post, place, phone, script, random)
        return post

    def _finish(self, post: Post, place: int, phone: phones.Phone, script: Script, random: Random) -> None:
        """Disturb the text, put the phone in, and the portal's words around it."""
        habits, family = script.habits, script.family
        if random.random() < habits.truncated:
            post.kinds.add("truncated")
            post.text = post.text[: int(len(post.text) * random.uniform(0.45, 0.85))] + random.choice(
                ("...", "…", "")
            )
        if random.random() < habits.typos:
            post.kinds.add("typos")
            post.text = family.typos(post.text, random)
        if random.random() < habits.evasion:
            for name in habits.evasions:
                post.kinds.add(name)
                post.text = family.evasions[name](post.text, random)
        while PHONE in post.text:
            kind, raw = _write_phone(family, phone, script, random)
            post.text = post.text.replace(PHONE, raw, 1)
            post.phones.append((phone.e164, kind, raw))
        if random.random() < habits.forwarded:
            post.kinds.add("forwarded")
            post.text = script.language.draw("forward", random) + "\n" + post.text
        if random.random() < habits.portal:
            self._host(
                post, random.choices(self.portals(place, script.language.code), _POPULARITY)[0], script
            )

    def _host(self, post: Post, portal: Portal, script: Script) -> None:
        post.kinds.add("portal")
        raw = hides(script.family)["international"](portal.phone, script.language, Random(portal.name)) or ""
        around = portal.text.format(phone=raw)
        parts = (around, post.text) if portal.first else (post.text, around)
        post.text = ("\n" if len(portal.name) % 2 else " ").join(parts)
        post.phones.append((portal.phone.e164, "portal", raw))


def _say(script: Script, random: Random) -> tuple[str, set[str]]:
    """The sentences of one post, phones as placeholders, and what was done to their order and number."""
    kinds: set[str] = set()
    habits, sentences = script.habits, script.sentences
    if habits.reorder and random.random() < habits.reorder:
        kinds.add("reordered")
        sentences = random.sample(sentences, len(sentences))
    said = [random.choice(sentence.variants) for sentence in sentences]
    if habits.indel and len(said) > 2 and random.random() < habits.indel:
        kinds.add("inserted or deleted")
        kept = [
            one
            for one, sentence in zip(said, sentences, strict=True)
            if not sentence.optional or random.random() < 0.75
        ]
        role = random.choice(("stock", "needs", "housing", "duties"))
        if random.random() < 0.5 and role in script.language.sections:
            kept.insert(random.randrange(len(kept) + 1), _fresh(script, role, random))
        said = kept or said
    values = {slot: random.choice(pool) for slot, pool in script.pools.items()}
    values["phone"] = PHONE
    text = script.glue.join(said).format_map(values)
    if random.random() < 0.12 and "decoy" in script.language.sections:
        kinds.add("decoy")
        text += script.glue + script.language.draw("decoy", random)
    return text, kinds


def _fresh(script: Script, role: str, random: Random) -> str:
    """A sentence that the script does not have; its slots are settled."""
    sentence = script.language.draw(role, random)
    return sentence.format_map(
        {slot: script.language.draw(slot, random) for slot in script.language.slots(sentence)}
    )


def _stranger(family: Family, random: Random) -> Script:
    """A script for one post only, with the habits that strangers have."""
    languages = read(family.grammar)
    language: Language = languages[random.choice(list(languages))]
    habits = Habits(
        typos=0.2,
        evasion=0.08,
        evasions=(random.choice(list(family.evasions)),),
        forwarded=0.05,
        truncated=0.03,
        portal=0.3,
        hides=choose_hides(family, random, 1),
    )
    if random.random() < 0.1:
        habits.kinds.append("very short")
        roles = ["short"]
    else:
        roles = [role for role, share in family.roles if random.random() < share]
        if random.random() < 0.05:
            roles.append("licence")
    lines = [language.draw(role, random) for role in roles if role in language.sections]
    pools = {slot: (language.draw(slot, random),) for line in lines for slot in language.slots(line)}
    return Script(
        family=family,
        language=language,
        glue="" if "no spaces" in language.sections else random.choice(family.glues),
        region=phones.HOME if random.random() < 0.55 else random.choice(list(phones.COUNTRIES)),
        firm="",
        sentences=[Sentence((line,), optional=False) for line in lines],
        pools=pools,
        habits=habits,
        start=random.randrange(_MINUTES),
        days=1,
    )


def _write_phone(family: Family, phone: phones.Phone, script: Script, random: Random) -> tuple[str, str]:
    """(hiding kind, raw): one of the poster's ways, or international where that way does not apply."""
    kind = random.choice(script.habits.hides)
    raw = hides(family)[kind](phone, script.language, random)
    if raw is None:
        kind = "international"
        raw = hides(family)[kind](phone, script.language, random)
    return kind, raw or phone.e164
