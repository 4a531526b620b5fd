"""Bytes to letters: UTF-8, UTF-16 with or without its mark, Windows-1256 and its elders, told by what the letters say.

An encoding that only happens to decode is no answer: among the eight-bit ones the one whose words are
known words wins, and none wins where few are.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from .letters import ARABIC
from .records import KhabarError
from .vocabulary import ARABIC_RUN, Vocabulary, load_vocabulary

SAMPLE = 1 << 16
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_EIGHT_BIT = ("cp1256", "iso8859_6", "cp720", "mac_arabic")
_BINARY = (b"\x89PNG", b"\xff\xd8\xff", b"%PDF", b"PK\x03\x04", b"GIF8", b"\x7fELF", b"\xd0\xcf\x11\xe0", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ", b"OggS", b"RIFF")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """Letters, the encoding they came in, and how many unreadable places were replaced by U+FFFD."""

    text: str
    encoding: str
    replaced: int = 0


def decode(data: bytes, *, declared: str | None = None) -> Decoded:
    """The letters of bytes, line ends as ``\\n``. Raises KhabarError where they are no text that can be told.

    >>> decode("خبر عاجل من القاهرة".encode("cp1256")).encoding
    'cp1256'
    """
    encoding = guess(data[: SAMPLE * 4], whole=len(data) <= SAMPLE * 4, declared=declared)
    text = data.decode(encoding, errors="replace")
    replaced = text.count("\ufffd") - (data.count("\ufffd".encode()) if encoding.startswith("utf-8") else 0)
    if replaced > max(3, len(text) // 200):
        raise KhabarError(f"{replaced} places are not readable as {name(encoding)}; save it as UTF-8")
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return Decoded(text=text, encoding=encoding, replaced=max(0, replaced))


def guess(sample: bytes, *, whole: bool = False, declared: str | None = None) -> str:
    """The encoding of bytes, from all of them or their beginning. Raises KhabarError for what is no text."""
    for mark, encoding in _BOMS:
        if sample.startswith(mark):
            return encoding
    if sample.startswith(_BINARY):
        raise KhabarError("binary data, no text; give text, HTML, JSON, CSV, Parquet or WARC")
    if wide := _wide(sample):
        return wide
    if b"\x00" in sample[:SAMPLE]:
        raise KhabarError("binary data (it holds zero bytes), no text; give text, HTML, JSON, CSV, Parquet or WARC")
    if _bad_utf8(sample, whole=whole) <= max(3, len(sample) // 2000) and (_has_wide_letters(sample) or sample.isascii()):
        return "utf-8"
    return _eight_bit(sample, declared)


def name(encoding: str) -> str:
    """An encoding as people call it."""
    return {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", "cp1256": "Windows-1256", "iso8859_6": "ISO 8859-6"}.get(encoding, encoding.upper())


def _bad_utf8(sample: bytes, *, whole: bool) -> int:
    """How many places of a sample are no UTF-8; a character cut off at the end of a part counts for nothing."""
    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
    return decoder.decode(sample, final=whole).count("\ufffd") - sample.count("\ufffd".encode())


def _has_wide_letters(sample: bytes) -> bool:
    """Whether a sample decodes to any character beyond ASCII; stray eight-bit bytes do not."""
    return any(c > "\x7f" and c != "\ufffd" for c in sample.decode("utf-8", errors="replace")) or "\ufffd".encode() in sample


def _wide(sample: bytes) -> str | None:
    """UTF-16 without its mark: every other byte is 06 (Arabic) or 00 (ASCII)."""
    part = sample[: SAMPLE - SAMPLE % 2]
    if len(part) < 8:
        return None
    for offset, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        high = part[offset::2]
        if (high.count(6) + high.count(0)) / len(high) > 0.8 and (high.count(6) > len(high) * 0.2 or high.count(0) > len(high) * 0.7):
            return encoding
    return None


def _eight_bit(sample: bytes, declared: str | None) -> str:
    """The eight-bit Arabic encoding whose words are known. Raises KhabarError where none is."""
    vocabulary = load_vocabulary("ar")
    scores = {encoding: _known(sample[:SAMPLE].decode(encoding, errors="replace"), vocabulary) for encoding in _EIGHT_BIT}
    best = max(_EIGHT_BIT, key=lambda encoding: scores[encoding])
    if scores[best] >= 0.4:
        return best
    if declared is not None and (told := _lookup(declared)) and told not in ("utf-8", *_EIGHT_BIT):
        return told
    raise KhabarError("the bytes are neither UTF-8 nor UTF-16 nor Windows-1256 Arabic; save it as UTF-8")


def _lookup(declared: str) -> str | None:
    try:
        return codecs.lookup(declared.strip("\"' ")).name
    except LookupError:
        return None


def _known(text: str, vocabulary: Vocabulary) -> float:
    """The share of a text's non-ASCII words that are known Arabic words of some length."""
    words = [w for w in ARABIC_RUN.findall(text) if len(w) >= 2]
    foreign = sum(1 for c in text if c > "\x7f" and not ARABIC.match(c) and c.isalpha())
    if not words:
        return 0.0
    known = sum(vocabulary.log(w) > 0 for w in words)
    return known / (len(words) + foreign / 4)
