"""Red flags that no single post shows: how scripts, numbers, places and accounts behave together."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from amparo_detect.networks.history import successions

PLACES = 4  # places of one script
VARIES = 0.8  # a place that more of a script's posts name is not where the copies differ
CHANGES = 2  # numbers of one script that replaced another
ACCOUNTS = 5  # accounts that post one script
USUAL_FROM = 30  # scripts with a wage in a currency from which on there is a usual wage
FAR_ABOVE = 3.0  # times the usual wage
STEADY_DAYS = 28
STEADY_SHARE = 0.8
STEADY_POSTS = 5
# Mail that anyone can have in a minute says nothing about who writes.
FREE_MAIL = (
    r"@(gmail|googlemail|yahoo|ymail|hotmail|outlook|live|msn|icloud|aol|gmx|proton|protonmail|mail|zoho|yandex"
    r"|tutanota|rediffmail)\."
)
# Digits, and what stands around them in a number that nobody hides; also what a page or a link was made of.
ORDINARY = (
    r"(?i)&nbsp;|&#x?[0-9a-f]+;|<br ?/?>|%[0-9a-f]{2}"
    r"|tel|wa\.me|whatsapp|https?|api|send|phone|fax|cel|ext"
    r"|[\s+().,:;/\\\-\u2010-\u2015\u2212?=&#*_~<>\[\]|]|[0-9\u0660-\u0669\u06f0-\u06f9]"
)

# What a machine wrote and nobody dials: the time of a message, a four-part version, letters thrown in at
# random.
MACHINE = (
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}"
    r"|(?:^|[^0-9.])[0-9]\.[0-9]\.[0-9]\.[0-9](?:$|[^0-9.])"
    r"|[0-9][A-Za-z]*[a-z][A-Z][A-Za-z]*[0-9]"
)


class Structure(NamedTuple):
    """`facts`: network, flag, posts, share, fact (String, for the wording). `spans`: flag, post, start, end.

    `moves` and `changes`: network, template, before, after, at.
    """

    facts: pl.DataFrame
    spans: pl.DataFrame
    moves: pl.DataFrame
    changes: pl.DataFrame


FACTS = {"network": pl.Int32, "flag": pl.String, "posts": pl.UInt32, "share": pl.Float64, "fact": pl.String}


def structure(members: pl.DataFrame, contacts: pl.DataFrame, shared: pl.DataFrame) -> Structure:
    """The structural flags of all networks.

    `members`: post, network, template, time, source, of posts in networks; `contacts`: post, kind, value,
    raw, start, end; `shared`: kind, value of the contacts of strangers, which count for nothing here.
    """
    own = (
        contacts.join(shared, on=["kind", "value"], how="anti", nulls_equal=True)
        .join(members, on="post")
        .sort("post", "start")
    )
    sizes = members.group_by("network").agg(pl.len().alias("size"))
    scripts = pl.col("template") >= 0
    phones = own.filter((pl.col("kind") == "phone") & scripts)
    moves = _named(_moves(own.filter((pl.col("kind") == "place") & scripts), members), members)
    changes = _named(successions(phones.unique(["post", "value"])), members)
    hidden = own.filter((pl.col("kind") == "phone") & hides(pl.col("raw")))
    wages, wage_spans = _wages(own)
    facts = [
        _places(own, members),
        _of_moves(moves, sizes),
        _of_changes(changes, sizes),
        _accounts(members, sizes),
        _share(hidden, sizes, "hidden_number", pl.col("raw").first()),
        wages.join(sizes, on="network").pipe(_whole),
        _domains(own, sizes),
        _steady(own, sizes),
    ]
    spans = pl.concat(
        [
            hidden.select(pl.lit("hidden_number").alias("flag"), "post", "start", "end"),
            wage_spans.select(pl.lit("wage_far_above").alias("flag"), "post", "start", "end"),
        ]
    )
    return Structure(pl.concat([fact.select(**_cast()) for fact in facts]), spans, moves, changes)


def hides(raw: pl.Expr) -> pl.Expr:
    """Whether a number is written, as `raw`, so that a filter would not see it."""
    return (raw.str.replace_all(ORDINARY, "").str.len_chars() > 0) & ~raw.str.contains(MACHINE)


def _cast() -> dict[str, pl.Expr]:
    return {name: pl.col(name).cast(kind) for name, kind in FACTS.items()}


def _whole(facts: pl.DataFrame) -> pl.DataFrame:
    """A fact about the network as a whole rests on all of its posts."""
    return facts.with_columns(posts=pl.col("size"), share=pl.lit(1.0))


def _named(changes: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    networks = members.filter(pl.col("template") >= 0).select("template", "network").unique()
    return changes.join(networks, on="template").sort("network", "template", "at", "after")


def _varying(named: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """The places in which copies of a script differ: `named` without those that nearly all of them name."""
    sizes = members.group_by("template").agg(pl.len().alias("copies"))
    posts = pl.col("post").n_unique().over("template", "value")
    return named.join(sizes, on="template").filter(posts <= VARIES * pl.col("copies"))


def _moves(places: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    return successions(_varying(places, members).unique(["post", "value"]))


def _places(own: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    named = own.filter((pl.col("kind") == "place") & (pl.col("template") >= 0))
    most = (
        _varying(named, members)
        .group_by("network", "template")
        .agg(pl.col("value").n_unique().alias("places"), pl.col("post").n_unique().alias("posts"))
        .group_by("network")
        .agg(pl.col("places").max(), pl.col("posts").sum())
        .filter(pl.col("places") >= PLACES)
    )
    return most.with_columns(
        flag=pl.lit("many_places"), share=pl.lit(1.0), fact=pl.col("places").cast(pl.String)
    )


def _of_moves(moves: pl.DataFrame, sizes: pl.DataFrame) -> pl.DataFrame:
    step = pl.concat_str("before", pl.lit(" → "), "after")
    found = moves.group_by("network", maintain_order=True).agg(step.head(3).str.join("; ").alias("fact"))
    return found.join(sizes, on="network").with_columns(flag=pl.lit("script_moves")).pipe(_whole)


def _of_changes(changes: pl.DataFrame, sizes: pl.DataFrame) -> pl.DataFrame:
    found = changes.group_by("network").agg(pl.len().alias("n")).filter(pl.col("n") >= CHANGES)
    return (
        found.join(sizes, on="network")
        .with_columns(flag=pl.lit("phone_changes"), fact=pl.col("n").cast(pl.String))
        .pipe(_whole)
    )


def _accounts(members: pl.DataFrame, sizes: pl.DataFrame) -> pl.DataFrame:
    found = (
        members.filter((pl.col("template") >= 0) & pl.col("source").is_not_null())
        .group_by("network", "template")
        .agg(pl.col("source").n_unique().alias("n"))
        .group_by("network")
        .agg(pl.col("n").max())
        .filter(pl.col("n") >= ACCOUNTS)
    )
    return (
        found.join(sizes, on="network")
        .with_columns(flag=pl.lit("many_accounts"), fact=pl.col("n").cast(pl.String))
        .pipe(_whole)
    )


def _share(found: pl.DataFrame, sizes: pl.DataFrame, flag: str, fact: pl.Expr) -> pl.DataFrame:
    return (
        found.group_by("network", maintain_order=True)
        .agg(pl.col("post").n_unique().alias("posts"), fact.alias("fact"))
        .join(sizes, on="network")
        .with_columns(flag=pl.lit(flag), share=pl.col("posts") / pl.col("size"))
    )


def _wages(own: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Networks whose pay lies far above what the data usually say in that currency, and where they say it."""
    paid = (
        own.filter(pl.col("kind") == "wage")
        .with_columns(
            amount=pl.col("value").str.extract(r"([0-9]+(?:\.[0-9]+)?)").cast(pl.Float64),
            money=pl.concat_str(
                pl.col("value").str.extract(r"^([A-Z]{3})").fill_null("?"),
                pl.col("value").str.extract(r"(/[a-z]+)$").fill_null(""),
            ),
        )
        .filter(pl.col("amount") > 0)
    )
    script = (
        pl.when(pl.col("template") >= 0)
        .then(pl.col("template"))
        .otherwise(-1 - pl.col("post").cast(pl.Int64))
    )
    by_script = paid.group_by("money", script.alias("script"), "network").agg(pl.col("amount").median())
    usual = (
        by_script.group_by("money")
        .agg(pl.len().alias("scripts"), pl.col("amount").median().alias("usual"))
        .filter(pl.col("scripts") >= USUAL_FROM)
    )
    above = (
        paid.join(usual, on="money")
        .group_by("network", "money", "usual")
        .agg(pl.col("amount").median())
        .filter(pl.col("amount") >= FAR_ABOVE * pl.col("usual"))
        .sort("network", "money")
        .unique("network", keep="first", maintain_order=True)
    )
    money = pl.col("money")
    facts = above.select(
        "network",
        flag=pl.lit("wage_far_above"),
        fact=pl.concat_str(
            pl.concat_str(money, pl.lit(" "), pl.col("amount").round(0).cast(pl.Int64)),
            pl.col("amount").truediv("usual").round(0).cast(pl.Int64),
            pl.concat_str(money, pl.lit(" "), pl.col("usual").round(0).cast(pl.Int64)),
            separator="|",
        ),
    )
    spans = paid.join(above.select("network", "money", "usual"), on=["network", "money"]).filter(
        pl.col("amount") >= FAR_ABOVE * pl.col("usual")
    )
    return facts, spans


def _domains(own: pl.DataFrame, sizes: pl.DataFrame) -> pl.DataFrame:
    """Networks that write from one domain of their own throughout."""
    mail = own.filter((pl.col("kind") == "email") & ~pl.col("value").str.contains(FREE_MAIL))
    found = (
        mail.with_columns(domain=pl.col("value").str.extract(r"@(.+)$"))
        .group_by("network")
        .agg(
            pl.col("domain").n_unique().alias("domains"),
            pl.col("domain").first().alias("fact"),
            pl.col("post").n_unique().alias("posts"),
        )
        .filter(pl.col("domains") == 1)
    )
    return found.join(sizes, on="network").with_columns(
        flag=pl.lit("own_domain"), share=pl.col("posts") / pl.col("size")
    )


def _steady(own: pl.DataFrame, sizes: pl.DataFrame) -> pl.DataFrame:
    """Networks that could be reached in the same way for weeks."""
    found = (
        own.filter(pl.col("kind").is_in(["phone", "email"]))
        .group_by("network", "kind", "value")
        .agg(
            pl.col("post").n_unique().alias("posts"),
            (pl.col("time").max() - pl.col("time").min()).dt.total_days().alias("days"),
        )
        .join(sizes, on="network")
        .filter(
            (pl.col("posts") >= STEADY_SHARE * pl.col("size"))
            & (pl.col("posts") >= STEADY_POSTS)
            & (pl.col("days") >= STEADY_DAYS)
        )
        .group_by("network")
        .agg(pl.col("days").max(), pl.col("posts").max(), pl.col("size").first())
    )
    return found.with_columns(
        flag=pl.lit("steady_contact"), share=pl.lit(1.0), fact=(pl.col("days") // 7).cast(pl.String)
    )
