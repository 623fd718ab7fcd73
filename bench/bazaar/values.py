"""What stands in a slot: invented names, places, wages, dates; a value once drawn stays for the post."""

from dice import Dice
from grammar import Grammar, expand

LIVE = frozenset(
    {
        "place",
        "wage",
        "wage2",
        "person",
        "date",
        "job",
        "company",
        "brand",
        "phone",
        "email",
        "portal",
        "shared",
    }
)
KEPT = LIVE - {"date", "phone", "shared"}
OWN, SHARED = "\ue000", "\ue001"  # where a phone will stand
STARTS = [
    "ka", "ri", "mo", "ze", "ta", "lu", "ve", "sa", "no", "bri", "gra", "tel", "an",
    "or", "mi", "du", "fa", "sol", "cha", "ne", "qui", "pa", "xi", "wen", "hol",
]  # fmt: skip
MIDDLES = [
    "ra", "lo", "mi", "ne", "ti", "ba", "du", "vo",
    "le", "sa", "ri", "ko", "mbe", "nga", "lin", "ver", "do",
]  # fmt: skip
ENDS = [
    "nda", "x", "no", "ra", "to", "lia", "mar", "tek",
    "la", "s", "zu", "ne", "ron", "vista", "ga", "mil", "pa",
]  # fmt: skip
SCALES = {
    "MT": 400, "Mt": 400, "meticais": 400, "FCFA": 5000, "francs CFA": 5000, "TSh": 9000, "shilingi": 9000,
    "KSh": 1000, "KShs": 1000, "rand": 120, "rands": 120, "R": 120, "R$": 60, "reais": 60,
    "Kz": 5000, "kwanzas": 5000,
    "AED": 40, "dirhams": 40, "QAR": 40, "ريال": 40, "درهم": 40, "جنيه": 300, "دينار": 5, "juta rupiah": 0.1,
    "ringgit": 45, "lei": 60, "元": 100, "块": 100, "DH": 90, "riyal": 40,
}  # fmt: skip


def brand(rng: Dice) -> str:
    name = rng.choice(STARTS) + rng.choice(MIDDLES) + (rng.choice(MIDDLES) if rng.random() < 0.5 else "")
    return (name + rng.choice(ENDS)).capitalize()


class Values:
    """Fills the slots of one post, or of one script; `kept` are the values that stand already."""

    def __init__(self, grammar: Grammar, rng: Dice, trade: str) -> None:
        self.grammar, self.rng, self.trade = grammar, rng, trade
        self.kept: dict[str, str] = {}
        self.told: set[int] = set()
        self.makers = {
            "wage": self.wage,
            "wage2": lambda: self.wage(0.3),
            "person": self.person,
            "date": self.date,
            "company": self.company,
            "brand": lambda: brand(self.rng),
            "email": self.email,
            "age": lambda: str(self.rng.randrange(18, 27)),
            "n": self.number,
            "w": lambda: str(self.rng.randrange(6, 12)),
            "h": lambda: self.hour(6, 11),
            "h2": lambda: self.hour(15, 23),
            "job": lambda: self.listed(f"job.{self.trade}"),
            "place": lambda: self.listed("place"),
            "phone": lambda: OWN,
            "shared": lambda: SHARED,
        }

    def __call__(self, name: str, out: list[str]) -> None:
        if name in self.kept:
            out.append(self.kept[name])
            return
        maker = self.makers.get(name)
        value = maker() if maker else self.listed(name)
        if name in KEPT:
            self.kept[name] = value
        out.append(value)

    def listed(self, name: str) -> str:
        ideas = self.grammar[name]
        out: list[str] = []
        if name == "quirk":  # nobody tells the same detail twice
            index = int(self.rng.random() * len(ideas))
            while index in self.told and len(self.told) < len(ideas):
                index = (index + 1) % len(ideas)
            self.told.add(index)
            expand(ideas[index][0], self.rng.random, self, out)
            return "".join(out)
        expand(ideas[int(self.rng.random() * len(ideas))][0], self.rng.random, self, out)
        return "".join(out)

    def number(self) -> str:
        return str(int(2 + 46 * self.rng.random() ** 3))

    def hour(self, low: int, high: int) -> str:
        hour = self.rng.randrange(low, high)
        return self.rng.choice((f"{hour}h", f"{hour}:00", f"{hour}:30", f"{hour}h"))

    def person(self) -> str:
        glue = "" if self.grammar["digits"][1][0] == ("一",) else " "
        names = (self.listed("first"), self.listed("last"))
        return glue.join(reversed(names) if not glue else names)

    def company(self) -> str:
        return f"{brand(self.rng)} {self.listed('firm')}" if self.rng.random() < 0.8 else brand(self.rng)

    def email(self) -> str:
        return f"{self.rng.choice(('rh', 'jobs', 'info', 'cv'))}@{brand(self.rng).lower()}.example"

    def date(self) -> str:
        day, month = self.rng.randrange(1, 29), self.rng.randrange(12)
        name = self.grammar["month"][month][0][0]
        if name[0].isdigit():
            return f"{name}{day}日"
        way = self.rng.random()
        if way < 0.6:
            return f"{day} {name}"
        return (
            f"{day:02d}/{month + 1:02d}"
            if way < 0.8
            else f"{day}.{month + 1}.{self.rng.choice((2025, 2026))}"
        )

    def wage(self, share: float = 1) -> str:
        money = self.kept.get("money") or self.kept.setdefault("money", self.listed("money"))
        amount = round((2 + 28 * self.rng.random() ** 1.5) * SCALES.get(money, 10) * 10 * share)
        step = 10 ** max(0, len(str(amount)) - 2)
        shown = str(max(1, amount // step * step + (step // 2 if self.rng.random() < 0.4 else 0)))
        if len(shown) > 3:
            mark = self.rng.choice((".", ",", " ", ""))
            shown = f"{int(shown):,}".replace(",", mark)
        if money in ("R", "R$", "£", "€") and self.rng.random() < 0.6:
            return f"{money}{shown}"
        return f"{shown} {money}" if money not in ("元", "块") else f"{shown}{money}"
