"""The law map that comes with the product, and a small made-up one to change."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.utils import translation

if TYPE_CHECKING:
    from amparo.law.map import LawMap

FILES = {
    "map": 'name = { en = "Elsewhere" }\n',
    "sources": """
[report]
title = "A made-up report"
publisher = "Nobody"
language = "en"
dated = "2020-06"
""",
    "instruments": """
[[instrument]]
code = "law-1"
kind = "national_law"
standing = "adopted"
title = { en = "Law 1" }
adopted = "2010"
in_force_from = "2011-03-15"
in_force_to = "2018"
source = "report"
locus = "page 1"
verification = "source_report"

[[instrument.provision]]
article = "7"
paraphrase = { en = "About grooming." }

[[instrument.provision.covers]]
elements = ["manifestation.grooming"]
extent = "full"

[[instrument.provision]]
article = "8"
paraphrase = { en = "Came later." }
in_force_from = "2015"

[[instrument.provision.covers]]
elements = ["manifestation.sexual_extortion"]
extent = "partial"
""",
    "gaps": """
[[gap]]
code = "watching"
element = "manifestation.livestreamed_abuse"
missing = { en = "Watching is no offence." }
closed = "2022"
source = "report"
locus = "page 2"
verification = "source_report"
""",
}


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def mozambique() -> "LawMap":
    """Read from the package; no database."""
    from amparo.law.folder import PACKAGED, read

    return read(PACKAGED / "mozambique").rows


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """Writes the made-up map; `folder(instruments=(old, new))` changes a passage of one file."""

    def write(**changes: tuple[str, str]) -> Path:
        for name, text in FILES.items():
            old, new = changes.get(name, ("", ""))
            assert old in text, f"{name} has no {old!r}"
            (tmp_path / f"{name}.toml").write_text(text.replace(old, new) if old else text + new, "utf-8")
        return tmp_path

    return write
