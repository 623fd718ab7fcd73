"""What the first bytes of a file say before anything is kept: nothing, or something that holds no posts."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amparo.leads import wording
from amparo_detect.readers.inputs import LOOKS, MAGIC

LOOKED_AT = 64 * 1024  # bytes
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_TEXT = frozenset(b"\t\n\r\x0b\x0c\x1b")
_TAKEN = gettext_lazy("CSV, JSON lines, Parquet, WARC or WACZ, or a chat exported by WhatsApp or Telegram")


def refusal(head: bytes) -> str:
    """Why a file that begins so is not taken, in words and with what to do; '' when it is."""
    if not head:
        return _("The file is empty: there is nothing in it to read. Export it again and choose that file.")
    looks = next((what for magic, what in MAGIC if head.startswith(magic)), "")
    if looks == "windows" and b"\0" not in head:
        looks = ""
    if looks:
        return _(
            "The file holds no posts that can be read: it looks like %(looks)s. Export the posts as"
            " %(taken)s, and choose that file."
        ) % {"looks": wording.words(LOOKS[looks]), "taken": _TAKEN}
    if not _readable(head):
        return _(
            "The file is no text: perhaps it is encrypted, damaged or a program. Export the posts as"
            " %(taken)s, and choose that file."
        ) % {"taken": _TAKEN}
    return ""


def _readable(head: bytes) -> bool:
    """Containers that the library opens, or text: few control bytes, zeros only beside each letter."""
    if head.startswith((b"PK\x03\x04", b"\x1f\x8b", b"PAR1", *_UTF16)):
        return True
    zeros = head.count(0)
    if zeros > max(2, len(head) // 200):
        even, odd = head[::2].count(0), head[1::2].count(0)
        return max(even, odd) * 6 > len(head) and min(even, odd) * 20 < zeros  # UTF-16 without its mark
    return sum(head.count(byte) for byte in range(1, 32) if byte not in _TEXT) <= len(head) // 10
