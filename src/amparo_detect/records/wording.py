"""What the explanation of links says, in English and Portuguese."""

from amparo_detect.errors import LANGUAGES, Language
from amparo_detect.records.fields import Field

STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;margin:0;color:#1b1b1b;background:#fff}"
    "main{max-width:70rem;margin:auto;padding:1rem}"
    ".wide{overflow-x:auto}table{border-collapse:collapse;width:100%}th,td{border:1px solid #767676;"
    "padding:.3rem .5rem;"
    "text-align:left;vertical-align:top}thead th{background:#eee}td{overflow-wrap:anywhere}"
)
TEXTS: dict[str, tuple[str, str]] = {
    "title": ("Links found: {lists}", "Ligações encontradas: {lists}"),
    "summary": (
        "{rows} rows; {compared} of {possible} possible pairs were compared and {same} were called the "
        "same. A pair is called "
        "the same from a probability of {threshold}, which the model itself estimates to be best (expected "
        "F1 {f1}).",
        "{rows} linhas; foram comparados {compared} de {possible} pares possíveis e {same} foram "
        "considerados o mesmo. Um par é "
        "considerado o mesmo a partir de uma probabilidade de {threshold}, que o próprio modelo estima ser "
        "a melhor (F1 esperado {f1}).",
    ),
    "caution": (
        "A probability is a reason to look, not a finding: a person decides whether two records are about "
        "one person.",
        "Uma probabilidade é um motivo para verificar, não uma conclusão: é uma pessoa que decide se dois "
        "registos são da mesma pessoa.",
    ),
    "weights": ("What each likeness is worth", "Quanto vale cada semelhança"),
    "weights_are": (
        "Points are bits: one point more doubles the odds, one point less halves them. Rare values add "
        "more than common ones.",
        "Os pontos são bits: mais um ponto duplica a possibilidade, menos um ponto reduz a metade. Os "
        "valores raros acrescentam mais do que os comuns.",
    ),
    "pairs": ("Pairs nearest the threshold", "Pares mais próximos do limiar"),
    "pairs_are": (
        "The {shown} pairs on which a second look is worth most, by row id. All pairs are in "
        "evidence.parquet.",
        "Os {shown} pares em que mais vale a pena verificar, pelo identificador da linha. Todos os pares "
        "estão em evidence.parquet.",
    ),
    "field": ("Field", "Campo"),
    "likeness": ("Likeness", "Semelhança"),
    "of_true": ("Among true pairs", "Entre pares verdadeiros"),
    "of_random": ("Among random pairs", "Entre pares ao acaso"),
    "bits": ("Points", "Pontos"),
    "left": ("Left", "Esquerda"),
    "right": ("Right", "Direita"),
    "chance": ("Probability", "Probabilidade"),
    "called_same": ("Same", "O mesmo"),
    "why": ("Why (points)", "Porquê (pontos)"),
    "yes": ("yes", "sim"),
    "no": ("no", "não"),
    "same": (
        "Called the same, with a probability of {percent}.",
        "Considerado o mesmo, com uma probabilidade de {percent}.",
    ),
    "not_same": (
        "Not called the same; the probability is {percent}.",
        "Não considerado o mesmo; a probabilidade é de {percent}.",
    ),
}
LEVELS: dict[str, tuple[str, str]] = {
    "different": ("different", "diferente"),
    "possible": (
        "two people of one home would look so too",
        "duas pessoas da mesma casa também pareceriam assim",
    ),
    "missing": ("nothing to compare", "nada para comparar"),
    "same": ("the same", "igual"),
    "swapped": ("given name and surname swapped", "nome e apelido trocados"),
    "contained": ("one has all the words of the other", "um tem todas as palavras do outro"),
    "short_form": ("a short form of the same name", "forma curta do mesmo nome"),
    "close": ("a letter or so apart", "diferença de cerca de uma letra"),
    "near": ("alike", "parecido"),
    "far": ("slightly alike", "um pouco parecido"),
    "sounds": ("sounds the same", "soa igual"),
    "initial": ("the same initial", "a mesma inicial"),
    "elsewhere": ("at another place in the other name", "noutro lugar do outro nome"),
    "overlap": ("many words in common", "muitas palavras em comum"),
    "some_words": ("some words in common", "algumas palavras em comum"),
    "same_day": ("the same day", "o mesmo dia"),
    "day_and_month_swapped": ("day and month swapped", "dia e mês trocados"),
    "one_digit": ("one digit or letter apart", "um algarismo ou letra de diferença"),
    "two_digits": ("two digits or letters apart", "dois algarismos ou letras de diferença"),
    "same_year": ("the same year", "o mesmo ano"),
    "year_and_part": ("the same year, and the day or the month", "o mesmo ano, e o dia ou o mês"),
    "day_and_month": ("the same day and month, another year", "o mesmo dia e mês, outro ano"),
    "year_only": ("the same year, another day", "o mesmo ano, outro dia"),
    "year_one_digit": ("one digit of the year apart", "um algarismo do ano de diferença"),
    "year_beside": ("one year apart", "um ano de diferença"),
    "one_apart": ("one year apart", "um ano de diferença"),
    "few_apart": ("two or three years apart", "dois ou três anos de diferença"),
    "one_of_several": ("one of several is the same", "um de vários é igual"),
    "same_before_at": ("the same before the @", "igual antes do @"),
}
FIELDS: dict[str, tuple[str, str]] = {
    "given": ("Given name", "Nome próprio"),
    "surname": ("Surname", "Apelido"),
    "middle": ("Names between", "Nomes do meio"),
    "organisation": ("Organisation", "Organização"),
    "birth": ("Birth", "Nascimento"),
    "age": ("Age", "Idade"),
    "sex": ("Sex", "Sexo"),
    "phone": ("Phone", "Telefone"),
    "email": ("E-mail", "E-mail"),
    "document": ("Document", "Documento"),
    "address": ("Address", "Endereço"),
    "street": ("Street", "Rua"),
    "number": ("House number", "Número da casa"),
    "place": ("Neighbourhood or building", "Bairro ou edifício"),
    "postcode": ("Postcode", "Código postal"),
    "city": ("Town", "Cidade"),
    "region": ("Province", "Província"),
    "country": ("Country", "País"),
    "parent": ("Parent's name", "Nome de um dos pais"),
    "relatives": ("Relatives or neighbours", "Familiares ou vizinhos"),
    "other": ("Other column", "Outra coluna"),
}


def say(key: str, language: Language, **facts: object) -> str:
    """A sentence of the report."""
    return TEXTS[key][LANGUAGES.index(language)].format(**facts)


def level_name(means: str, language: Language) -> str:
    """A degree of likeness in words."""
    return LEVELS[means][LANGUAGES.index(language)]


def field_name(field: Field | str, language: Language) -> str:
    """A field in words; a second parent, or a column of no known kind, with its number or its name."""
    name = field if isinstance(field, str) else field.name
    base, _, number = name.partition("_")
    called = FIELDS[base][LANGUAGES.index(language)]
    if not number:
        return called
    if isinstance(field, Field) and base == "other":
        return f"{called}: {field.sources[0][0]}"
    return f"{called} {number}"
