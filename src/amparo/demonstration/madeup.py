"""Numbers, accounts, addresses and names that visibly belong to nobody."""

from amparo.demonstration.draw import Draw

RECRUITERS = (
    "84",
    "82",
    "85",
    "83",
)  # operators' prefixes; the block 000 0xxx behind them is never given out
REPORTERS = ("86", "87")
_TOPICS = ("vagas", "modelo", "agencia", "amigo", "bolsas", "jogador", "moda", "viagens", "ofertas", "fotos")
_FIRST = {
    "female": ("Amélia", "Celina", "Dulce", "Esperança", "Graça", "Otília", "Zaida"),
    "male": ("Albino", "Bento", "Cremildo", "Edson", "Nelito", "Abdul", "Tomás"),
}


def number(prefixes: tuple[str, ...], place: int) -> str:
    """The digits of a made-up mobile number; the first few thousand places give different ones."""
    prefix = prefixes[place % len(prefixes)]
    return f"{prefix}0000{(place * 7 // len(prefixes) + 12) % 1000:03d}"


def written(draw: Draw, digits: str) -> str:
    """A number as people write it."""
    head, middle, tail = digits[:2], digits[2:5], digits[5:]
    return draw.choice(
        [
            f"+258 {head} {middle} {tail}",
            f"{head} {middle} {tail}",
            digits,
            f"{head}-{middle}-{tail}",
            f"00258 {digits}",
            f"+258{digits}",
        ]
    )


def account(place: int) -> str:
    """An account name that says that it is an example; the same place, the same account."""
    return f"@exemplo_{_TOPICS[place % len(_TOPICS)]}{place}"


def site(place: int) -> str:
    """A web address under the domain that is reserved for examples."""
    return f"www.exemplo-{_TOPICS[place % len(_TOPICS)]}{place}.example.org/entrar"


def email(draw: Draw, place: int) -> str:
    """An e-mail address under the reserved domain."""
    return f"{draw.choice(['pessoa', 'contacto', 'alguem'])}{place}@example.org"


def first_name(draw: Draw, sex: str) -> str:
    """A common first name without a family name: nobody in particular."""
    return draw.choice(_FIRST[sex])
