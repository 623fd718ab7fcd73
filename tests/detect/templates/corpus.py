"""Small made-up offers with known scripts: strangers, campaigns, and a footer that they share."""

from random import Random

SYLLABLES = (
    "ma",
    "li",
    "ko",
    "ru",
    "ta",
    "ne",
    "zi",
    "bo",
    "sa",
    "lu",
    "vi",
    "ca",
    "ndo",
    "mu",
    "pe",
    "re",
    "ja",
    "fo",
)
FOOTER = (
    "Este anúncio foi publicado no portal Exemplo Empregos, que não responde pelo conteúdo e nada cobra "
    "aos candidatos. Nunca envie dinheiro antes de conhecer o empregador. Para denunciar use o botão no "
    "fundo da página."
)


def word(random: Random) -> str:
    return "".join(random.choice(SYLLABLES) for _ in range(random.randint(2, 4)))


def sentence(random: Random) -> str:
    return " ".join(word(random) for _ in range(random.randint(6, 10))) + "."


def posts(random: Random, *, campaigns: int, copies: int, strangers: int) -> tuple[list[str], list[int]]:
    """Texts and the script of each: −1 for strangers. Copies fill slots and leave sentences out; a third of
    all posts
    carries the footer."""
    texts: list[str] = []
    truth: list[int] = []
    for script in range(campaigns):
        sentences = [sentence(random) for _ in range(6)]
        for _ in range(copies):
            said = [one for one in sentences if random.random() < 0.85] or sentences
            texts.append(" ".join(said).replace(sentences[0].split()[2], word(random)))
            truth.append(script)
    for _ in range(strangers):
        texts.append(" ".join(sentence(random) for _ in range(5)))
        truth.append(-1)
    texts = [f"{text} {FOOTER}" if random.random() < 0.33 else text for text in texts]
    order = random.sample(range(len(texts)), len(texts))
    return [texts[place] for place in order], [truth[place] for place in order]
