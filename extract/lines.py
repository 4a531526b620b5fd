"""What each line of a page is, by its own letters: paragraph, heading, list item, cue line, furniture.

Works from features (length, final mark, bullets, cue words of ``pages.toml``), not from one portal's layout.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from .cues import Cues, folded_line
from .letters import fold

LineKind = Literal[
    "text", "heading", "short", "item", "related", "lists", "source", "keywords", "share", "byline", "dated", "photo", "chrome", "menu", "rule"
]
FURNITURE: frozenset[str] = frozenset({"source", "keywords", "share", "byline", "dated", "photo", "chrome", "menu", "rule"})

_BULLET = re.compile(r"[\s\u200e\u200f]*(?:[•●▪■◾◼◆►▶▸‣⁃·○◦★✓✔➤➜→←*\-–—]+\s+|[•●▪■►▶‣◦]\s*|\(?[0-9\u0660-\u0669]{1,2}[.)\-–ـ]+\s+(?=\D))")
_LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
_BREAK = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_WORD = re.compile(r"[^\W_]+(?:[\u064b-\u0652\u0670\u0640]*[^\W_]*)*")
_BAR = re.compile(r"\s[|/\\>»›«‹•·←-]+\s|[|›»>]")
_CLOSERS = "\"'”’»)]}“ \u200e\u200f\u202c"
FULL = (".", "!", "؟", "?", "…", "。")


@dataclass(frozen=True, slots=True)
class Line:
    """One line that holds anything: its span without outer white space, and what it is.

    ``rest`` is where a cue line's own content starts, or an item's after its bullet; ``gap`` says that
    a blank line stands before; ``final`` that it ends like a sentence.
    """

    start: int
    end: int
    kind: LineKind
    size: int
    rest: int
    gap: bool
    final: bool
    folded: str

    @property
    def empty(self) -> bool:
        """A cue line with nothing after its cue."""
        return self.rest >= self.end


def count_words(text: str) -> int:
    """The number of words and numbers of a text."""
    return len(_WORD.findall(text))


def is_final(text: str) -> bool:
    """Whether a line ends like a sentence: a full stop, a question or exclamation mark, closed or not."""
    return text.rstrip(_CLOSERS).endswith(FULL)


def spans(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int, bool]]:
    """(start, end, blank line before) of each line with content, outer white space cut off."""
    out: list[tuple[int, int, bool]] = []
    gap = True
    stop = len(text) if end is None else end
    while start <= stop:
        found = _BREAK.search(text, start, stop)
        first, last = start, found.start() if found else stop
        while first < last and (text[first].isspace() or text[first] in "\u200e\u200f\ufeff"):
            first += 1
        while last > first and (text[last - 1].isspace() or text[last - 1] in "\u200e\u200f\ufeff"):
            last -= 1
        if first < last:
            out.append((first, last, gap))
        gap = first >= last
        if found is None:
            break
        start = found.end()
    return _unwrapped(text, out)


def _unwrapped(text: str, found: list[tuple[int, int, bool]]) -> list[tuple[int, int, bool]]:
    """Lines of a text that was wrapped at a fixed width, joined to paragraphs.

    A block is wrapped where no line had room for the first word of the next.
    """
    blocks: list[list[tuple[int, int, bool]]] = []
    for line in found:
        if line[2] or not blocks:
            blocks.append([])
        blocks[-1].append(line)
    width = max((w for block in blocks if len(block) >= 3 and (w := _width(text, block))), default=0)
    if not width:
        return found
    out: list[tuple[int, int, bool]] = []
    for block in blocks:
        if len(block) > 1 and (_width(text, block) or _fits(text, block, width)):
            out.append((block[0][0], block[-1][1], block[0][2]))
        else:
            out += block
    return out


def _width(text: str, block: list[tuple[int, int, bool]]) -> int:
    """The width at which a block of three lines and more was wrapped, or 0."""
    width = max(end - start for start, end, _ in block)
    return width if len(block) >= 3 and 40 <= width <= 120 and _fits(text, block, width) else 0


def _fits(text: str, block: list[tuple[int, int, bool]], width: int) -> bool:
    """Whether no line of a block but the last had room for the next one's first word, nor any is a list item."""
    for (start, end, _), (after, stop, _) in pairwise(block):
        first = text[after:stop].split(None, 1)[0]
        if not width - 25 <= end - start <= width or end - start + 1 + len(first) <= width or _BULLET.match(text, after, stop):
            return False
    return True


def lines(text: str, cues: Cues, *, start: int = 0, end: int | None = None) -> list[Line]:
    """The lines of a text that hold anything, each with its kind."""
    return [line_at(text, first, last, gap, cues) for first, last, gap in spans(text, start, end)]


def line_at(text: str, start: int, end: int, gap: bool, cues: Cues) -> Line:
    """What one line is."""
    raw = text[start:end]
    folded = folded_line(raw)
    bullet = _BULLET.match(raw)
    skip = bullet.end() if bullet and bullet.end() < len(raw) else 0
    same = folded_line(raw[skip:]) if skip else folded
    size = count_words(raw)
    kind, used = cue(same.text, size, cues)
    if kind is not None:
        rest = _content(raw, skip + same.offset(used))
        return Line(start, end, kind, size, start + rest, gap, is_final(raw), same.text)
    return Line(start, end, _plain(raw, size, bool(skip)), size, start + skip, gap, is_final(raw), same.text)


def _content(raw: str, position: int) -> int:
    """Where content starts after a cue: past colons, dashes, dots and spaces."""
    while position < len(raw) and (raw[position].isspace() or (raw[position] in ":：-–—|.،…؟?!»«()[]/\\•\u064b\u0640\u200f\u200e" and raw[position] not in "«(")):
        position += 1
    return position


def _plain(raw: str, size: int, bullet: bool) -> LineKind:
    """What a line without a cue is."""
    if not any(c.isalnum() for c in raw) or raw.strip().isdecimal():
        return "rule"
    final = is_final(raw)
    asks = raw.rstrip(_CLOSERS).endswith(("؟", "?", "!"))
    dots = raw.rstrip(_CLOSERS).endswith(("..", "…"))
    if bullet and size <= 26 and not (final and not asks and not dots):
        return "item"
    if size > 26 or (final and not asks and size >= 3 and not (dots and size <= 20)):
        return "text"
    if raw.rstrip().endswith((":", "：", "،", ",", "؛")):
        return "text" if size > 2 else "short"
    if asks and size > 20:
        return "text"
    return "heading" if size >= 3 else "short"


def cue(folded: str, size: int, cues: Cues) -> tuple[LineKind | None, int]:
    """The kind that a line's cue words give it, and how many folded letters the cue takes."""
    whole = folded.strip(" :.…-–—*•|[]()/،!<>«»")
    if not whole:
        return "rule", len(folded)
    if whole in cues.words["ends"]:
        return "chrome", len(folded)
    for kind in ("related", "lists", "keywords", "source", "chrome", "dated", "photo", "byline"):
        if (found := cues.starts[kind].match(folded)) is not None and _stands(kind, folded, found, size, cues):
            return kind, len(found)
    if size <= 60 and cues.has("chrome", folded):
        return "chrome", len(folded)
    if size <= 16 and cues.has("photo", folded):
        return "photo", len(folded)
    return _bar(folded, whole, size, cues)


def _stands(kind: str, folded: str, found: str, size: int, cues: Cues) -> bool:
    """Whether a cue at the start of a line really makes the line, by what follows it."""
    after = folded[len(found) :].lstrip()
    mark = after[:1] in set(":|-–—/.…*>»(؟!؟") or not after
    left = size - len(found.split())
    if kind == "related":
        return mark or (" " in found and left <= 22 and not is_final(folded)) or not folded[len(found)].isspace()
    if kind == "lists":
        return not after.strip(" :.|-–—*<>«»…") or (after[:1] in ":|" and left <= 22 and " " in found)
    if kind == "keywords":
        return (mark and left <= 60) or (found in cues.starts["bare"].cues and left <= 40 and not is_final(folded))
    if kind == "source":
        return (mark and left <= 30) or (found.startswith("رابط") and left <= 30)
    if kind == "chrome":
        return left <= 0 or (mark and size <= 25) or (" " in found and size <= 45)
    if kind == "dated":
        return _dateish(after, cues)
    if kind == "photo":
        return size <= 25 and (mark or " " in found) and not (is_final(folded) and size > 16)
    return ((mark and left <= 8) or left <= 4) and left > 0 and not is_final(folded) and after[:1] not in "\"«“"


def _dateish(text: str, cues: Cues) -> bool:
    """Whether a folded text is nothing but a date or a time."""
    words = _WORD.findall(text)
    names = {part for month in cues.months for part in month.split()}
    known = [w for w in words if w.isdecimal() or w in cues.words["dated"] or w in names or w[:-1].isdecimal() or (w[0] in "و" and w[1:] in cues.words["dated"])]
    return (0 < len(words) <= 16 and len(known) >= len(words) - (len(words) > 6) and any(c.isdecimal() for c in text)) or (
        0 < len(words) <= 3 and len(known) == len(words)
    )  # fmt: skip


def _bar(folded: str, whole: str, size: int, cues: Cues) -> tuple[LineKind | None, int]:
    """Share bars, menus, breadcrumbs and lines that are only a date."""
    words = _WORD.findall(folded)
    if not words:
        return "rule", len(folded)
    share = [w in cues.words["share"] for w in words]
    if words[0] in cues.words["share"] and any(w in cues.words["sure"] for w in words):
        run = next((i for i, known in enumerate(share) if not known), len(share))
        sure = sum(w in cues.words["sure"] for w in words[:run])
        if run == len(words) and (sure >= 1):
            return "share", len(folded)
        if sure >= 2 and not is_final(folded):
            return "share", _after(folded, run)
    if whole in cues.words["sections"] or whole in cues.words["home"]:
        return "menu", len(folded)
    parts = [p.strip() for p in _BAR.split(folded) if p.strip()]
    if len(parts) >= 2 and (parts[0] in cues.words["home"] or sum(p in cues.words["sections"] for p in parts) * 2 > len(parts)):
        return "menu", len(folded)
    if sum(known for known in (w in cues.words["sections"] for w in words)) >= max(3, 0.7 * len(words)):
        return "menu", len(folded)
    if any(w.isdecimal() for w in words) and size <= 14 and _dateish(folded, cues):
        return "dated", len(folded)
    return None, 0


def _after(folded: str, count: int) -> int:
    """The folded position where the word after ``count`` words starts."""
    for n, found in enumerate(_WORD.finditer(folded)):
        if n == count:
            return found.start()
    return len(folded)


def content_words(text: str) -> list[str]:
    """Folded words of four letters and more without article, conjunction and preposition: for overlap."""
    out = []
    for found in _WORD.findall(text):
        word = fold(found)
        for prefix in ("وال", "بال", "فال", "كال", "ولل", "ال", "لل", "و"):
            if word.startswith(prefix) and len(word) - len(prefix) >= 3:
                word = word[len(prefix) :]
                break
        if len(word) >= 3:
            out.append(word)
    return out
