"""What a lead is: one network of posts, why a person should look at it, and what speaks against that.

A lead is a question put to a person, never a finding about one. Every line of leads.jsonl is one `Lead`
as JSON (UTF-8, keys in the order below, no floats but coordinates and points with one decimal). All `start`
and `end` are code points of the original text, `end` exclusive. All times are ISO 8601 in UTC; null where the
input had none.
"""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

Phase = Literal["recruitment", "transport", "control", "exploitation", "advertising"]
PHASES: tuple[Phase, ...] = ("recruitment", "transport", "control", "exploitation", "advertising")


class Wording(TypedDict):
    """One sentence in the two languages of the catalogue, its numbers filled in."""

    en: str
    pt: str


class Evidence(TypedDict):
    """Where one post carries the reason. A reason about the whole network has none: its wording says it."""

    id: str  # the post's id as in the input
    start: int
    end: int
    text: str  # original text [start:end]


class Reason(TypedDict):
    """One red flag of flags/catalogue.toml that this network carries."""

    flag: str
    phase: Phase
    weight: float  # what the catalogue gives it when it counts whole
    points: float  # what it added here before the cap of its phase; weight × min(1, 4 × share of the posts)
    posts: int  # how many posts of the network carry it; for a structural flag, all posts it rests on
    wording: Wording
    evidence: list[Evidence]  # at most five, earliest posts first, one per template before a second of any


class Lowering(TypedDict):
    """Something that speaks for an ordinary, open offer. Its points are negative."""

    flag: str
    weight: float
    points: float
    posts: int
    wording: Wording
    evidence: list[Evidence]


class PhasePoints(TypedDict):
    """How much a phase added to the score: the sum of its reasons' points, held under its cap."""

    phase: Phase
    sum: float
    cap: float
    counted: float


class SlotValue(TypedDict):
    """One filling of a slot and how many posts have it."""

    value: str
    posts: int


class Fixed(TypedDict):
    """Words that every copy of the script shares."""

    fixed: str


class Slot(TypedDict):
    """A place where copies differ. `kind` is a contact kind (phone, place, wage, …) where the values are of
    one.
    """

    slot: list[SlotValue]
    kind: str | None


class Template(TypedDict):
    """One script, as a person would read it."""

    template: int
    posts: int
    languages: list[str]  # commonest first
    first: str | None
    last: str | None
    read: list[Fixed | Slot]  # empty for a post that is no copy of anything


class Contact(TypedDict):
    """A phone, address, handle, invite, link or payment point of the network."""

    kind: str
    value: str
    posts: int
    templates: int
    first: str | None
    last: str | None
    shared: bool  # true: so many strangers use it (a portal's, a newspaper's number) that it joins nothing


class Account(TypedDict):
    """An account, page or chat that posted; the input's `source`."""

    source: str
    posts: int
    templates: int
    first: str | None
    last: str | None
    shared: bool


class Place(TypedDict):
    """A place named in the posts. Coordinates are degrees WGS 84, null when the gazetteer has none."""

    place: str  # the gazetteer's value, as in contacts.parquet
    name: str
    country: str | None  # ISO 3166-1 alpha-2
    latitude: float | None
    longitude: float | None
    posts: int
    first: str | None


class Timeline(TypedDict):
    """Posts per day, or per week when the network lived longer than 92 days. Periods without posts are left
    out.
    """

    unit: Literal["day", "week"]
    counts: list[PeriodCount]


class PeriodCount(TypedDict):
    """Posts that were published in the period beginning at `start` (YYYY-MM-DD; Monday for a week)."""

    start: str
    posts: int


class Move(TypedDict):
    """The same script named one place and, later, another."""

    template: int
    origin: str
    destination: str
    at: str  # first time the later place is named


class PhoneChange(TypedDict):
    """The same script gave one number and, after the last time of it, another."""

    template: int
    before: str
    after: str
    at: str


class Link(TypedDict):
    """An edge of the link chart: a script on one side, a contact or an account (`kind` "account") on the
    other.
    """

    template: int
    kind: str
    value: str
    posts: int


class Lead(TypedDict):
    """One line of leads.jsonl."""

    network: int
    score: float  # 0–100: sum of the phases, each capped, less what lowers it
    posts: int
    first: str | None
    last: str | None
    languages: dict[str, int]  # posts per language, most first; "und" is not known
    phases: list[PhasePoints]
    reasons: list[Reason]  # most points first
    lowering: list[Lowering]
    templates: list[Template]  # most posts first
    contacts: list[Contact]
    accounts: list[Account]
    places: list[Place]
    timeline: Timeline
    moves: list[Move]
    phone_changes: list[PhoneChange]
    links: list[Link]
    left_out: NotRequired[
        dict[str, int]
    ]  # list name → how many rows of it are not written here (very large networks)
