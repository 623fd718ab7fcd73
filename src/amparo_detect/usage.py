"""Help and usage errors in Portuguese. Typer words both, in English: what it writes is said again here."""

import io
import re
from collections.abc import Iterator
from typing import Any

import typer

from amparo_detect.errors import Language

# What commands and options say of themselves in `cli`.
HELP: dict[str, str] = {
    "From a pile of posts to a few explained leads.\n\n"
    "Exit codes: 0 done; 1 the input cannot be used; 2 an option is wrong; 3 the output cannot be written; "
    "130 stopped.": "De um monte de mensagens a poucas pistas explicadas.\n\n"
    "Códigos de saída: 0 feito; 1 os dados não se podem usar; 2 uma opção está errada; 3 não é possível "
    "escrever o resultado; 130 interrompido.",
    "Find contacts, templates, networks and leads in posts.": "Procurar contactos, modelos de texto, redes "
    "e pistas em mensagens.",
    "Compile everything for this machine now, instead of when a run first needs it.": "Compilar já tudo para "
    "esta máquina, em vez de quando uma execução precisar pela primeira vez.",
    "Find the same person or organisation within one list, or across two.": "Procurar a mesma pessoa ou "
    "organização numa lista, ou em duas.",
    "Say what ties a network and why it is a lead or is none: every reason, and what speaks against.": ""
    "Dizer o que une uma rede e porque é pista ou não: cada razão, e o que fala contra.",
    "Number of a network, lead or not; or --template or --post.": "Número de uma rede, pista ou não; ou "
    "--template ou --post.",
    "The network of this template.": "A rede deste modelo de texto.",
    "The post with this id, and its network.": "A mensagem com este identificador, e a sua rede.",
    "The scripts that were found.": "Os textos que foram encontrados.",
    "Show templates as a person would read them: fixed words, and slots with their values.": ""
    "Mostrar modelos como uma pessoa os leria: palavras fixas, e lugares com os seus valores.",
    "Files or folders.": "Ficheiros ou pastas.",
    "Folder for the result.": "Pasta para o resultado.",
    "Column of the post's id.": "Coluna do identificador da mensagem.",
    "Column of the text.": "Coluna do texto.",
    "Column of the time.": "Coluna da data e hora.",
    "Column of the account or page.": "Coluna da conta ou página.",
    "csv, jsonl, parquet, warc, wacz, whatsapp, telegram, telegram-html; else found out.": "csv, jsonl, "
    "parquet, warc, wacz, whatsapp, telegram, telegram-html; sem isto, descobre-se.",
    "Such as cp1256; else UTF-8, UTF-16 and CP1252 are told.": "Como cp1256; sem isto, reconhecem-se UTF-8, "
    "UTF-16 e CP1252.",
    "Where local phone numbers are from: ISO 3166 alpha-2.": "De onde são os números locais: "
    "ISO 3166 alfa-2.",
    "local or spark.": "local ou spark.",
    "0: as many as there are cores.": "0: tantos quantos os núcleos.",
    "Such as 2G; said when more is needed.": "Como 2G; avisa-se quando é preciso mais.",
    "An earlier result to which INPUT is added.": "Um resultado anterior, a que se junta INPUT.",
    "Keep what --previous needs, texts among it; without it no day is added.": "Guardar o que --previous "
    "precisa, também os textos; sem isso não se junta mais nenhum dia.",
    "Kept in run.json; nothing here is left to chance.": "Fica em run.json; aqui nada depende do acaso.",
    "JSON of red flag → weight; those not named keep the catalogue's.": "JSON de sinal → peso; os outros "
    "ficam com o do catálogo.",
    "pt or en; without it, as LANG says.": "pt ou en; sem isto, como diz LANG.",
    "One list, or two.": "Uma lista, ou duas.",
    "Column that names the rows.": "Coluna que identifica as linhas.",
    "Bound on memory, such as 2G; spills.": "Limite de memória, como 2G; o resto vai para o disco.",
    "Folder that `run --out` wrote.": "Pasta que `run --out` escreveu.",
    "One template; without it, all, biggest first.": "Um modelo; sem isto, todos, os maiores primeiro.",
    "How many.": "Quantos.",
    "Show this message and exit.": "Mostrar esta mensagem e sair.",
}
# What typer writes around it: words that the end of a line cannot break.
WRITTEN: dict[str, str] = {
    r"\AUsage: ": "Uso: ",
    r"\[OPTIONS\]": "[OPÇÕES]",
    r"\bCOMMAND\b": "COMANDO",
    r"\[ARGS\]": "[ARGUMENTOS]",
    r"(?m)^Arguments:$": "Argumentos:",
    r"(?m)^Options:$": "Opções:",
    r"(?m)^Commands:$": "Comandos:",
    r"\[required\]": "[obrigatório]",
    r"\[default:": "[por omissão:",
}
# What it says of errors, on lines of any length.
ERRORS: dict[str, str] = {
    r"Try ('.*') for help\.": r"Para ajuda: \1.",
    r"(?m)^Error: ": "Erro: ",
    r"No such option: (\S+)": r"não há a opção \1",
    r"\(Possible options: (.*)\)": r"(existem: \1)",
    r"Option (\S+) requires an argument\.": r"a opção \1 precisa de um valor.",
    r"Option (\S+) does not take a value\.": r"a opção \1 não leva valor.",
    r"Missing option ('.*')\.": r"falta a opção \1.",
    r"Missing argument ('.*')\.": r"falta \1.",
    r"Missing command\.": "falta o comando.",
    r"No such command ('.*')\.": r"não há o comando \1.",
    r"Did you mean (.*)\?": r"Queria dizer \1?",
    r"Got unexpected extra argument\(s\) (\(.*\))": r"argumentos a mais \1",
    r"Invalid value for ('.*'): ": r"\1 com valor inválido: ",
    r"Input should be a valid integer, .*": "tem de ser um número inteiro.",
    r"Input should be greater than or equal to (\S+)": r"tem de ser pelo menos \1.",
}


class _Context(typer.Context):
    """Of a command that speaks Portuguese."""

    def get_help(self) -> str:
        return _said_again(super().get_help(), WRITTEN)

    def get_usage(self) -> str:
        return _said_again(super().get_usage(), WRITTEN)


def speak(command: Any, language: Language) -> None:
    """Let a command that typer made, and those under it, say what they do in the language."""
    if language != "pt":
        return
    for each in commands(command):
        each.context_class = _Context
        each.help = HELP[each.help]
        for parameter in [*each.params, each.get_help_option(_Context(each))]:
            parameter.help = HELP[parameter.help]


def commands(command: Any) -> Iterator[Any]:
    """A command and all those under it."""
    yield command
    for each in getattr(command, "commands", {}).values():
        yield from commands(each)


def told(error: Any, language: Language) -> str:
    """What is to be written of a usage error. Of help that stands for one nothing: typer writes it itself."""
    written = io.StringIO()
    error.show(written)
    return _said_again(written.getvalue(), ERRORS) if language == "pt" else written.getvalue()


def _said_again(text: str, words: dict[str, str]) -> str:
    for english, portuguese in words.items():
        text = re.sub(english, portuguese, text)
    return text
