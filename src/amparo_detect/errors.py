"""Every way the library refuses, on one screen, worded in English and Portuguese.

`str(error)` is English; `error.told("pt")` is Portuguese. Messages name files, columns and sizes, never what
a post says.
Exit codes of the command: 1 the input or what is asked of it cannot be used, 2 an option is wrong,
3 the output cannot be written, 130 stopped by the person.
"""

from typing import Any, ClassVar, Literal, NamedTuple, get_args

Language = Literal["en", "pt"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


class Words(NamedTuple):
    """A fact that is itself worded, such as what is wrong with a file."""

    en: str
    pt: str


class DetectError(Exception):
    """Root of every refusal; `facts` fill the braces of its wording, those of `Words` in its language."""

    exit_code: ClassVar[int] = 1
    en: ClassVar[str] = "This could not be done."
    pt: ClassVar[str] = "Não foi possível fazer isto."

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(self.told("en"))

    def told(self, language: Language) -> str:
        """The sentence for a person, in the language asked for: one line, whatever a fact holds."""
        facts = {
            name: getattr(fact, language) if isinstance(fact, Words) else fact
            for name, fact in self.facts.items()
        }
        return " ".join({"en": self.en, "pt": self.pt}[language].format(**facts).splitlines())

    def __reduce__(self) -> tuple[Any, ...]:  # facts are keywords, which plain pickling of exceptions forgets
        return _rebuilt, (type(self), self.facts)


def _rebuilt(kind: type[DetectError], facts: dict[str, object]) -> DetectError:
    return kind(**facts)


class InputError(DetectError):
    """Something about an input; the same input fails again."""


class InputMissing(InputError):
    """Facts: input."""

    en = "{input}: there is no such file or folder, or it may not be read."
    pt = "{input}: este ficheiro ou pasta não existe, ou não pode ser lido."


class InputEmpty(InputError):
    """Facts: input."""

    en = "{input}: the file is empty, there is nothing to read."
    pt = "{input}: o ficheiro está vazio, não há nada para ler."


class NothingReadable(InputError):
    """Every row was refused. Facts: refused, reasons."""

    en = "No post could be read: all {refused} rows were refused ({reasons})."
    pt = "Nenhuma mensagem pôde ser lida: todas as {refused} linhas foram recusadas ({reasons})."


class NoPosts(InputError):
    """There was no row at all to keep or to refuse."""

    en = "No post was found: the input holds only names of columns, or notices of a chat program."
    pt = "Não há nenhuma mensagem: só nomes de colunas, ou avisos de um programa de conversa."


class InputBinary(InputError):
    """Facts: input, looks (Words)."""

    en = (
        "{input}: this is not a file of posts, it looks like {looks}. Readable are CSV, JSON lines, "
        "Parquet, WARC, WACZ, and chats exported by WhatsApp or Telegram."
    )
    pt = (
        "{input}: não é um ficheiro de mensagens, parece ser {looks}. Podem ser lidos CSV, linhas JSON, "
        "Parquet, WARC, WACZ e conversas exportadas do WhatsApp ou do Telegram."
    )


class InputBroken(InputError):
    """The container itself is damaged or cut short. Facts: input, why (of DAMAGE)."""

    en = "{input}: the file is damaged or cut short ({why}). Copy or export it again."
    pt = "{input}: o ficheiro está danificado ou incompleto ({why}). Copie-o ou exporte-o de novo."


# Never the words of the library that met the damage: they are in English, and some quote what a post says.
DAMAGE: dict[str, Words] = {
    "cut": Words("it ends too early", "acaba antes do fim"),
    "packed": Words("it cannot be unpacked", "não se consegue descomprimir"),
    "method": Words("it is packed in a way that is not known here", "usa uma compressão desconhecida aqui"),
    "json": Words("it is not valid JSON, or ends too early", "não é JSON válido, ou acaba antes do fim"),
    "parquet": Words("it is not valid Parquet", "não é Parquet válido"),
    "archive": Words("it is not a valid web archive", "não é um arquivo da Web válido"),
    "telegram": Words("it is not as Telegram writes it", "não está como o Telegram o escreve"),
    "table": Words("its rows and columns cannot be told apart", "não se distinguem linhas e colunas"),
    "zeros": Words("it is no text: zero bytes inside", "não é texto: tem bytes nulos"),
    "encoding": Words("its characters cannot be decoded", "os caracteres não se conseguem decifrar"),
}


class InputLocked(InputError):
    """Facts: input."""

    en = "{input}: the file is locked with a password. Unlock it first."
    pt = "{input}: o ficheiro está protegido por palavra-passe. Abra-o primeiro."


class ColumnMissing(InputError):
    """Facts: input, column, seen."""

    en = "{input}: no column “{column}”. The columns seen are: {seen}."
    pt = "{input}: não há coluna “{column}”. As colunas vistas são: {seen}."


class IdsRepeated(InputError):
    """A list to be linked whose rows cannot be told apart. Facts: input, column, repeated, empty (rows)."""

    en = (
        "{input}: column “{column}” does not name every row: {repeated} rows repeat an id, {empty} have none."
    )
    pt = (
        "{input}: a coluna “{column}” não identifica todas as linhas: {repeated} repetem um identificador, "
        "{empty} não têm nenhum."
    )


class NothingToCompare(InputError):
    """Lists to be linked that share no column to compare. Facts: inputs, seen."""

    en = "{inputs}: there is nothing that can be compared. The columns seen are: {seen}."
    pt = "{inputs}: não há nada que se possa comparar. As colunas vistas são: {seen}."


class TextColumnUnknown(InputError):
    """Facts: input, seen."""

    en = (
        "{input}: which column holds the text is not clear. The columns seen are: {seen}. "
        "Name it with --text."
    )
    pt = (
        "{input}: não se percebe que coluna tem o texto. As colunas vistas são: {seen}. Indique-a com --text."
    )


class OptionError(DetectError):
    """Facts: option, why_en, why_pt."""

    exit_code = 2
    en = "{option}: {why_en}"
    pt = "{option}: {why_pt}"


class EngineFailed(DetectError):
    """What the engine runs on gave up. Facts: engine, why."""

    en = "{engine}: the run was given up ({why}); its own log says more. The same command goes on from there."
    pt = (
        "{engine}: a execução foi abandonada ({why}); o registo próprio diz mais. "
        "O mesmo comando continua daí."
    )


class Stopped(DetectError):
    """By the person at the keyboard."""

    exit_code = 130
    en = "Stopped. The same command goes on from the finished batches."
    pt = "Interrompido. O mesmo comando continua a partir dos lotes feitos."


class ResultError(DetectError):
    """A folder given as an earlier result is none, or lacks what is asked for. Facts: folder, missing."""

    en = "{folder}: not a finished result ({missing} is missing)."
    pt = "{folder}: não é um resultado completo (falta {missing})."


class ResultChanged(ResultError):
    """An earlier result is no longer what its run left. Facts: folder, file."""

    en = "{folder}: {file} is missing or was changed since. Nothing can be added to this result."
    pt = "{folder}: {file} falta ou foi alterado depois. Não se pode acrescentar nada a este resultado."


class NotFound(DetectError):
    """Facts: folder, what."""

    en = "{folder}: no {what} there."
    pt = "{folder}: não há {what}."


class OutputError(DetectError):
    """The output cannot be written. Facts: folder, why."""

    exit_code = 3
    en = "{folder}: cannot be written to ({why}). Nothing that was there before has changed."
    pt = "{folder}: não é possível escrever ({why}). Nada do que lá estava mudou."


class DiskFull(OutputError):
    """Facts: folder, free (mebibytes)."""

    en = (
        "{folder}: the disk is full ({free} MiB free). What was there before has not changed, and finished "
        "work is kept: make room and run the same command again, and it goes on from there."
    )
    pt = (
        "{folder}: o disco está cheio ({free} MiB livres). O que lá estava não mudou, e o trabalho "
        "feito está guardado: liberte espaço e repita o mesmo comando, que continua de onde parou."
    )


class OutputBusy(OutputError):
    """Facts: folder."""

    en = "{folder}: another run is writing there."
    pt = "{folder}: outra execução está a escrever nesta pasta."
