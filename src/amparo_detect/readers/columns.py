"""Which column is the text, the id, the time and the source: by the names people and tools give them."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from amparo_detect.errors import ColumnMissing, TextColumnUnknown

ROLES = ("id", "text", "time", "source")


@dataclass(frozen=True)
class Asked:
    """What the person named; None where the reader is to find out.

    `format` is one of `inputs.FORMATS`; `encoding` any of Python's codecs.
    """

    id: str | None = None
    text: str | None = None
    time: str | None = None
    source: str | None = None
    encoding: str | None = None
    format: str | None = None


# Best first. Names are compared by `plain`, so "Message-Body", "message_body" and "MESSAGE BODY" are one.
# Portuguese, English, Spanish and French, then what IPED ("Message-Body", "Communication:From",
# "Communication:Date", "globalId") and the CSV of UFDR reports ("Body", "From", "Timestamp: Time",
# "Instant Message #") call them.
NAMES: dict[str, tuple[str, ...]] = {
    "text": (
        *("text", "texto", "texte", "message_body", "body", "corpo", "cuerpo", "corps", "message_text"),
        *("full_text", "post_text", "ad_text", "texto_completo", "texto_da_mensagem", "corpo_da_mensagem"),
        *(
            "message",
            "mensagem",
            "mensaje",
            "msg",
            "mensagens",
            "messages",
            "content",
            "conteudo",
            "contenido",
        ),
        *("contenu", "post", "publicacao", "publicacion", "postagem", "caption", "legenda", "description"),
        *("descricao", "descripcion", "anuncio", "annonce", "ad", "comment", "comentario", "commentaire"),
        *(
            "tweet",
            "snippet",
            "raw_text",
            "texto_original",
            "ufed_body",
            "selftext",
            "title",
            "titulo",
            "titre",
        ),
    ),
    "id": (
        *("id", "post_id", "message_id", "ad_id", "msg_id", "id_mensagem", "id_post", "id_publicacao", "uid"),
        *(
            "uuid",
            "guid",
            "identifier",
            "identificador",
            "identifiant",
            "globalid",
            "instant_message",
            "codigo",
        ),
        *("code", "chave", "key", "numero", "no", "nr", "ref", "referencia", "reference", "doc_id", "url"),
    ),
    "time": (
        *(
            "time",
            "timestamp",
            "datetime",
            "date_time",
            "data_hora",
            "data_e_hora",
            "fecha_hora",
            "created_at",
        ),
        *("posted_at", "published_at", "sent_at", "created", "created_utc", "posted", "published", "data"),
        *("date", "fecha", "hora", "heure", "communication_date", "message_date", "timestamp_time"),
        *(
            "timestamp_date",
            "data_publicacao",
            "data_de_publicacao",
            "post_date",
            "date_posted",
            "data_envio",
        ),
        *("fecha_publicacion", "date_publication", "first_seen", "ufed_timestamp"),
    ),
    "source": (
        *("source", "fonte", "fuente", "account", "conta", "cuenta", "compte", "author", "autor", "auteur"),
        *("sender", "remetente", "remitente", "expediteur", "from", "de", "communication_from", "user"),
        *(
            "username",
            "user_name",
            "utilizador",
            "usuario",
            "utilisateur",
            "page",
            "pagina",
            "channel",
            "canal",
        ),
        *("chat", "group", "grupo", "groupe", "profile", "perfil", "profil", "poster", "seller", "vendedor"),
        *("site", "website", "portal", "origem", "origen", "origine", "ufed_from", "handle"),
    ),
}


def plain(name: str) -> str:
    """A column's name in lower case without accents, everything but letters and digits as one underscore."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).lower()
    return "_".join("".join(c if c.isalnum() else " " for c in bare).split())


def recognise(seen: Sequence[str], asked: Asked, *, name: str) -> dict[str, int]:
    """Role → position among the columns seen; a role that nothing fits is left out, but for the text.

    Raises ColumnMissing for a column that was asked for and is not there, TextColumnUnknown when none fits.
    """
    found: dict[str, int] = {}
    listed = ", ".join(f"“{column}”" for column in seen)
    plains = [plain(column) for column in seen]
    for role in ROLES:
        wanted: str | None = getattr(asked, role)
        if wanted is None:
            continue
        exact = [i for i, column in enumerate(seen) if column == wanted]
        close = exact or [i for i, column in enumerate(plains) if column == plain(wanted)]
        if not close:
            raise ColumnMissing(input=name, column=wanted, seen=listed)
        found[role] = close[0]
    for role in ROLES:
        if role not in found:
            free = {column: i for i, column in reversed(list(enumerate(plains))) if i not in found.values()}
            match = next((free[candidate] for candidate in NAMES[role] if candidate in free), None)
            if match is not None:
                found[role] = match
    if "text" not in found:
        raise TextColumnUnknown(input=name, seen=listed)
    return found
