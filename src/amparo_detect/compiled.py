"""Where the compiled inner loops are kept: in a folder that any change to their source makes a new one.

Numba's own cache notices a change to the file a function stands in, not to another file whose function or
constant it took in when it was compiled. So the folder bears a digest of every module that such a function
can see. It must be set before numba is imported: the package does so first of all.
"""

import atexit
import contextlib
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parent
SETTING = "NUMBA_CACHE_DIR"
KEPT = 4  # folders of earlier versions: two check-outs may share one place
_LOOPS = re.compile(r"^\s*(import numba|from amparo_detect\.loops import)", re.MULTILINE)
_TAKES = re.compile(r"^\s*from (amparo_detect[\w.]*) import (?:\(([\w,\s]*)|([\w, ]*))", re.MULTILINE)


def set_folder() -> Path:
    """Choose the folder and tell numba, unless NUMBA_CACHE_DIR is set already.

    Beside the code, else in the person's own cache, else in a folder of this process that goes when it ends:
    never where somebody else could lay code for us to run.
    """
    if os.environ.get(SETTING):
        return Path(os.environ[SETTING])
    name = digest()
    for parent in _parents():
        folder = parent / name
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            _drop_old(parent, folder)
            break
    else:
        folder = Path(tempfile.mkdtemp(prefix="amparo-detect-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ[SETTING] = str(folder)
    return folder


def is_whole() -> bool:
    """Whether everything was compiled ahead."""
    return _whole().exists()


def mark_whole() -> None:
    """Say that everything that a run compiles is compiled. Raises OSError where the folder is gone."""
    _whole().touch()


def _whole() -> Path:
    return Path(os.environ[SETTING]) / f"whole-{digest()}"


def digest(package: Path = PACKAGE) -> str:
    """16 hexadecimal digits that change with any module whose code can be part of what is compiled."""
    sources = {path: path.read_text(encoding="utf-8") for path in package.rglob("*.py")}
    seen: set[Path] = set()
    waiting = {path for path, text in sources.items() if _LOOPS.search(text)}
    while waiting:
        path = waiting.pop()
        seen.add(path)
        waiting |= (set(_taken(package, sources[path])) & sources.keys()) - seen
    whole = hashlib.sha256()
    for path in sorted(seen):
        whole.update(f"{path.relative_to(package)}\0{sources[path]}\0".encode())
    return whole.hexdigest()[:16]


def _taken(package: Path, text: str) -> Iterator[Path]:
    """The modules of this package that a module may take something from."""
    for whole in _TAKES.finditer(text):
        place = package.joinpath(*whole[1].split(".")[1:])
        yield place.with_suffix(".py")
        yield place / "__init__.py"
        for name in (whole[2] or whole[3] or "").split(","):  # `from amparo_detect.text import alphabet`
            yield place / f"{name.strip()}.py"


def _parents() -> Iterator[Path]:
    yield PACKAGE / "__pycache__" / "compiled"
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    if os.path.isabs(home):
        yield Path(home) / "amparo-detect"


def _drop_old(parent: Path, folder: Path) -> None:
    with contextlib.suppress(OSError):  # another process may be doing the same
        others = [each for each in parent.iterdir() if each != folder]
        for old in sorted(others, key=lambda each: each.stat().st_mtime)[:-KEPT]:
            shutil.rmtree(old, ignore_errors=True)
