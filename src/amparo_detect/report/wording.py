"""The words around a lead, in English and Portuguese; the reasons bring their own."""

from __future__ import annotations

from typing import Literal, get_args

from babel import Locale

from amparo_detect.text.language import UNKNOWN

Language = Literal["en", "pt"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

_WORDS: dict[str, tuple[str, str]] = {
    "title": ("Leads", "Pistas"),
    "question": (
        "A lead is a question, not a finding.",
        "Uma pista é uma pergunta, não uma conclusão.",
    ),
    "caution": (
        "Nothing here says that anybody did wrong. A person has to read the posts, look for another "
        "explanation, and decide. What language people write, where they come from and how they look counts "
        "for nothing.",
        "Nada aqui diz que alguém fez mal. Uma pessoa tem de ler as mensagens, procurar outra explicação e "
        "decidir. A língua em que se escreve, de onde as pessoas vêm e o seu aspeto não contam.",
    ),
    "shown": ("{shown} of {all} leads are shown.", "Mostram-se {shown} de {all} pistas."),
    "none": (
        "No network carries enough reasons to be a lead.",
        "Nenhuma rede tem razões suficientes para ser pista.",
    ),
    "network": ("Network {network}", "Rede {network}"),
    "score": ("{score} of 100", "{score} de 100"),
    "posts": ("Posts", "Mensagens"),
    "period": ("From {first} to {last}", "De {first} a {last}"),
    "no_time": ("The posts have no dates", "As mensagens não têm data"),
    "contents": ("Contents", "Conteúdo"),
    "why": ("Why to look", "Porque olhar"),
    "lowering": ("What speaks for an ordinary offer", "O que fala a favor de uma oferta normal"),
    "sum": ("How the score adds up", "Como se chega à pontuação"),
    "phase": ("Phase", "Fase"),
    "points": ("Points", "Pontos"),
    "cap": ("At most", "No máximo"),
    "counted": ("Counted", "Contam"),
    "taken_off": ("Taken off", "Descontado"),
    "total": ("Score", "Pontuação"),
    "script": ("The script as read", "O texto como se lê"),
    "script_n": ("Script {template} (posts: {posts})", "Texto {template} (mensagens: {posts})"),
    "slots": (
        "The marked places differ from copy to copy.",
        "Os lugares marcados mudam de cópia para cópia.",
    ),
    "slot": ("one of: {values}", "um de: {values}"),
    "more": ("and {count} more", "e mais {count}"),
    "contacts": ("Contacts", "Contactos"),
    "accounts": ("Accounts", "Contas"),
    "kind": ("Kind", "Tipo"),
    "value": ("Value", "Valor"),
    "scripts": ("Scripts", "Textos"),
    "first": ("First", "Primeira"),
    "last": ("Last", "Última"),
    "shared": ("used by strangers too: joins nothing", "usado também por estranhos: não liga nada"),
    "timeline": ("When", "Quando"),
    "per_day": ("Posts per day", "Mensagens por dia"),
    "per_week": ("Posts per week", "Mensagens por semana"),
    "week_of": ("Week of", "Semana de"),
    "day": ("Day", "Dia"),
    "places": ("Places named", "Lugares indicados"),
    "place": ("Place", "Lugar"),
    "map": ("Map of the places named", "Mapa dos lugares indicados"),
    "moves": ("Moves and changes", "Mudanças"),
    "move": ("Script {template}: {before} → {after}, {at}", "Texto {template}: {before} → {after}, {at}"),
    "links": ("Links", "Ligações"),
    "link_chart": (
        "Link chart: scripts on the left, contacts and accounts on the right",
        "Ligações: textos à esquerda, contactos e contas à direita",
    ),
    "table": ("The same as a table", "O mesmo em tabela"),
    "evidence": ("Where", "Onde"),
    "in_post": ("in post {id}", "na mensagem {id}"),
    "whole": ("a fact about the whole network", "um facto de toda a rede"),
    "languages": ("Languages", "Línguas"),
    "und": ("not known", "não se sabe"),
    "carried": ("{points} · posts: {posts}", "{points} · mensagens: {posts}"),
    "read": (
        "Rows read: {in}; posts: {out}; refused: {refused}; leads: {leads}. {seconds} s",
        "Linhas lidas: {in}; mensagens: {out}; recusadas: {refused}; pistas: {leads}. {seconds} s",
    ),
    "where_report": ("To read the leads: {file}", "Para ler as pistas: {file}"),
    "where_refused": ("Which rows were refused: {file}", "Que linhas foram recusadas: {file}"),
    "where_links": ("Which rows they are: {file}", "Que linhas são: {file}"),
    "changed": ("What changed", "O que mudou"),
    "posts_added": (
        "{added} posts were added to {before}.",
        "Juntaram-se {added} mensagens às {before} que já havia.",
    ),
    "nothing_new": (
        "No script, network or lead changed.",
        "Nenhum texto, rede ou pista mudou.",
    ),
    "templates_new": ("New scripts", "Textos novos"),
    "templates_grown": ("Scripts with new copies", "Textos com cópias novas"),
    "templates_may_be_one": (
        "Scripts that may be one and the same",
        "Textos que talvez sejam um só",
    ),
    "networks_new": ("New networks", "Redes novas"),
    "networks_grown": ("Networks with new posts", "Redes com mensagens novas"),
    "networks_merged": ("Networks that came together", "Redes que se juntaram"),
    "networks_split": ("Networks that fell apart", "Redes que se separaram"),
    "networks_gone": ("Networks that are none any more", "Redes que deixaram de o ser"),
    "leads_new": ("New leads", "Pistas novas"),
    "leads_changed": (
        "Leads whose score or reasons changed",
        "Pistas cuja pontuação ou razões mudaram",
    ),
    "leads_gone": ("Leads that are none any more", "Pistas que deixaram de o ser"),
    "contacts_new": ("New contacts of known networks", "Contactos novos de redes conhecidas"),
    "is_lead": ("It is among the leads of this result.", "Está entre as pistas deste resultado."),
    "no_lead": ("It is no lead: {why}.", "Não é pista: {why}."),
    "too_low": (
        "its score of {score} is under {least}, from which on a network is a lead",
        "a pontuação de {score} fica abaixo de {least}, a partir da qual uma rede é pista",
    ),
    "too_few": (
        "it carries {count} of the {least} reasons that a lead needs",
        "tem {count} das {least} razões de que uma pista precisa",
    ),
    "only_manner": (
        "its reasons only say how it is posted, and nothing of what is offered",
        "as suas razões só dizem como é publicada, e nada do que se oferece",
    ),
    "beyond": (
        "more networks than are written had a higher score, or it was judged by other rules",
        "mais redes do que as que se escrevem tiveram pontuação mais alta, ou foi avaliada com outras regras",
    ),
    "no_texts": (
        "This result keeps no texts (--no-state), so what they say cannot be told again.",
        "Este resultado não guarda os textos (--no-state), por isso não se pode dizer de novo o que dizem.",
    ),
    "lone": ("one post alone is none, whatever it says", "uma só mensagem nunca o é, diga o que disser"),
    "alone": (
        "The post is in no network: it is no copy, and shares no contact with others.",
        "A mensagem não está em nenhuma rede: não é cópia e não partilha contactos com outras.",
    ),
    "one_script": (
        "What ties it: its posts are copies of one script.",
        "O que a une: são cópias de um texto.",
    ),
    "ties": (
        "What ties it: contacts and accounts that several of its {scripts} scripts have.",
        "O que a une: contactos e contas que vários dos seus {scripts} textos têm.",
    ),
    "tie": (
        "{kind} {value} (posts: {posts}; scripts: {scripts})",
        "{kind} {value} (mensagens: {posts}; textos: {scripts})",
    ),
    "strangers": (
        "{kind} {value}: so many strangers use it that it ties nothing",
        "{kind} {value}: tantos estranhos o usam que não une nada",
    ),
    "post": ("Post {id}: {where}", "Mensagem {id}: {where}"),
    "of_template": ("script {template}", "texto {template}"),
    "of_none": ("no copy of anything", "não é cópia de nada"),
    "post_says": ("What this post says by itself:", "O que esta mensagem diz por si:"),
    "post_says_nothing": (
        "By itself this post says nothing that is looked for.",
        "Por si, esta mensagem não diz nada do que se procura.",
    ),
    "other_language": ("Português", "English"),
    "recruitment": ("Recruitment", "Recrutamento"),
    "transport": ("Transport", "Transporte"),
    "control": ("Control", "Controlo"),
    "exploitation": ("Exploitation", "Exploração"),
    "advertising": ("Advertising", "Divulgação"),
    "phone": ("phone", "telefone"),
    "email": ("e-mail", "correio eletrónico"),
    "handle": ("profile", "perfil"),
    "url": ("address", "endereço"),
    "short_url": ("shortened address", "endereço encurtado"),
    "invite": ("invitation", "convite"),
    "crypto": ("crypto address", "endereço cripto"),
    "mobile_money": ("mobile money", "carteira móvel"),
    "bank_account": ("bank account", "conta bancária"),
    "account": ("account", "conta"),
    "price": ("price", "preço"),
    "wage": ("wage", "salário"),
    "age": ("age", "idade"),
    "document": ("document", "documento"),
    "date": ("date", "data"),
}


def word(key: str, language: Language, **facts: object) -> str:
    """A phrase in a language, its braces filled. Raises KeyError on an unknown key or a missing fact."""
    return _WORDS[key][LANGUAGES.index(language)].format(**facts)


def tongue(code: str, language: Language) -> str:
    """What a language is called, by its ISO 639-1 code as `text.language` gives it."""
    if code == UNKNOWN:
        return word("und", language)
    return str(Locale.parse("pt_PT" if language == "pt" else "en").languages.get(code, code))


def number(value: float, language: Language) -> str:
    """A number as the language writes it, with at most one decimal."""
    written = f"{value:,.1f}".removesuffix(".0")
    return written if language == "en" else written.replace(",", " ").replace(".", ",")
