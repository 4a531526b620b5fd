"""Divide an article into segments: title, body, quotes, other stories' headlines, source, keywords, boilerplate.

Every line is judged by what it is (``lines``) and where it stands: bylines count at the top, closing
marks at the end. When in doubt a line is body, for what is not body is not read for events.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .cues import Cues, folded_line, load_cues
from .glue import Glue, load_glue
from .lines import Line, count_words, is_final, lines
from .quotes import quotations
from .records import TITLE_BREAK, Article, Segment, SegmentKind
from .vocabulary import ARABIC_RUN, spell

_KINDS: dict[str, SegmentKind] = {"source": "source", "keywords": "keywords", "share": "boilerplate", "menu": "boilerplate", "rule": "boilerplate"}
_Part = tuple[SegmentKind, int, int]


@dataclass(frozen=True, slots=True)
class _Body:
    """The lines of an article's text and where its paragraphs begin and end."""

    letters: str
    lines: list[Line]
    first: int
    last: int
    known: frozenset[str]
    cues: Cues
    glue: Glue

    def text(self, line: Line) -> str:
        return self.letters[line.start : line.end]


def segment(article: Article, *, cues: Cues | None = None, glue: Glue | None = None) -> tuple[Segment, ...]:
    """The segments of an article over ``article.letters``, in order; quotes come after the body they lie in.

    >>> [s.kind for s in segment(Article(id="1", title="عنوان", text="وصل الوزير إلى القاهرة أمس.\\nالمصدر: الوكالة"))]
    ['title', 'body', 'source']
    """
    cues = cues or load_cues(article.language)
    glue = glue or load_glue(article.language)
    letters, start = article.letters, len(article.title) + len(TITLE_BREAK)
    parts: list[_Part] = [("title", 0, len(article.title))] if article.title.strip() else []
    found = lines(letters, cues, start=start)
    texts = [i for i, line in enumerate(found) if line.kind == "text"]
    known = frozenset(spell(w) for i in texts for w in ARABIC_RUN.findall(letters[found[i].start : found[i].end]))
    body = _Body(letters, found, texts[0] if texts else len(found), texts[-1] if texts else -1, known, cues, glue)
    parts += _joined(list(_parts(body)))
    return tuple(_with_quotes(letters, parts))


def _parts(body: _Body) -> Iterator[_Part]:
    """The parts of the text line by line."""
    after_list, inserts = 0, _inserts(body)
    for i, line in enumerate(body.lines):
        if line.kind in ("related", "lists"):
            yield from _related(body, line)
            after_list = 12 if line.empty else 0
            continue
        if line.kind in ("heading", "item") or (line.kind == "short" and after_list and line.size > 1):
            if (after_list and not _own(body, i)) or i in inserts or (i > body.last >= 0 and line.kind == "item" and after_list):
                yield from _headlines(body, line.rest, line.end, least=2)
                if line.rest > line.start:
                    yield "boilerplate", line.start, line.rest
                after_list -= 1
                continue
        elif line.kind not in ("dated", "photo", "rule", "short"):
            after_list = 0
        yield from _single(body, i, line)


def _own(body: _Body, i: int) -> bool:
    """Whether a heading after a list header is the article's own: a subheading far from the header never is."""
    return body.lines[i].size > 22


def _inserts(body: _Body) -> frozenset[int]:
    """Lines among the paragraphs that hold headlines of other stories without saying so.

    A line of two headlines run together is one; where an article has such lines, the portal throws in
    headlines, so a lone headline of a clause's length among its paragraphs is one too.
    """
    between = [i for i in range(max(body.first, 0), body.last) if body.lines[i].kind == "heading"]
    glued = [i for i in between if body.glue.cuts(body.text(body.lines[i]), body.known, least=3)]
    if not glued:
        return frozenset()
    alone = [i for i in between if body.lines[i].size >= 6 and body.lines[i].gap and i not in glued]
    return frozenset([*glued, *alone])


def _related(body: _Body, line: Line) -> Iterator[_Part]:
    """A line that announces other stories, with the headlines that it holds."""
    yield "boilerplate", line.start, line.rest
    if not line.empty:
        yield from _headlines(body, line.rest, line.end, least=2)


def _headlines(body: _Body, start: int, end: int, *, least: int) -> Iterator[_Part]:
    text = body.letters[start:end]
    cuts = body.glue.cuts(text, body.known, least=least)
    for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True):
        first, last = start + a, start + b
        while last > first and body.letters[last - 1].isspace():
            last -= 1
        if first < last:
            yield "other-headline", first, last


def _single(body: _Body, i: int, line: Line) -> Iterator[_Part]:
    """A line by itself, where no list of other stories is open."""
    top, tail = i < body.first, i > body.last
    if line.kind in _KINDS:
        kind = _KINDS[line.kind]
        if line.kind == "share" and not line.empty:
            yield "boilerplate", line.start, line.rest
            yield "keywords", line.rest, line.end
        elif line.kind in ("source", "keywords") and not (tail or line.empty or i >= body.last - 3 or line.size <= 6):
            yield "body", line.start, line.end
        else:
            yield kind, line.start, line.end
    elif line.kind in ("dated", "chrome"):
        yield "boilerplate", line.start, line.end
    elif line.kind in ("byline", "photo"):
        yield ("boilerplate" if top or tail or line.kind == "photo" or line.size <= 4 else "body"), line.start, line.end
    elif top and _signature(body, line):
        yield "boilerplate", line.start, line.end
    else:
        yield from _tail_cues(body, line)


def _signature(body: _Body, line: Line) -> bool:
    """Whether a line above the paragraphs only names who writes and where: «فلان الفلاني – القاهرة»."""
    text = body.text(line)
    dashed = any(mark in text for mark in (" – ", " - ", " — ", " ـ ", " | "))
    return dashed and 2 <= line.size <= 7 and not line.final and ":" not in text


def _tail_cues(body: _Body, line: Line) -> Iterator[_Part]:
    """A paragraph, with what a portal put behind its last sentence in the same line cut off."""
    text = body.text(line)
    cut = _cut_tail(text, body)
    if cut is None:
        yield "body", line.start, line.end
        return
    at, rest, kind = cut
    end = len(text[:at].rstrip())
    if end:
        yield "body", line.start, line.start + end
    if kind == "other-headline":
        yield "boilerplate", line.start + at, line.start + rest
        yield from _headlines(body, line.start + rest, line.end, least=2)
    else:
        yield kind, line.start + at, line.end


def _cut_tail(text: str, body: _Body) -> tuple[int, int, SegmentKind] | None:
    """(where it starts, where its content starts, kind) of a tail behind a sentence's end, if there is one."""
    for at in range(len(text) - 3, 0, -1):
        if text[at].isspace() or not (text[at].isalnum() or text[at] in "(«/") or not _ends_before(text, at):
            continue
        rest = text[at:]
        if count_words(rest) > 40:
            return None
        folded = folded_line(rest)
        for group, kind in (("related", "other-headline"), ("source", "source"), ("bare", "keywords"), ("keywords", "keywords"), ("chrome", "boilerplate")):
            found = body.cues.starts[group].match(folded.text)
            if found and _tail_stands(group, found, folded.text, rest):
                start = folded.offset(len(found))
                while start < len(rest) and not (rest[start].isalnum() or rest[start] in "«\"“("):
                    start += 1
                return at, at + start, kind  # type: ignore[return-value]  # the kinds above are segment kinds
    return None


def _ends_before(text: str, at: int) -> bool:
    """Whether a sentence ends right before an offset, or words of their own stand there after a mark."""
    before = text[:at].rstrip()
    return bool(before) and (is_final(before[-3:]) or before[-1] in "/|")


def _tail_stands(group: str, found: str, folded: str, rest: str) -> bool:
    """Whether a cue behind a sentence makes a tail: with its mark, or where no sentence follows."""
    after = folded[len(found) :].lstrip()[:1]
    if group == "bare":
        return not is_final(rest) and after not in set("،؟")
    if group == "related":
        return after in set(":|-") or (" " in found and not is_final(rest) and count_words(rest) <= 25)
    if group == "source":
        return after in set(":|") or found.startswith("رابط")
    if group == "chrome":
        return " " in found and len(found) >= 9 and not is_final(rest)
    return after in set(":|")


def _joined(parts: list[_Part]) -> list[_Part]:
    """Neighbours of one kind joined (headlines stay apart, each being a story of its own)."""
    out: list[_Part] = []
    for kind, start, end in sorted(parts, key=lambda p: (p[1], p[2])):
        if out and out[-1][0] == kind and kind != "other-headline":
            out[-1] = (kind, out[-1][1], end)
        elif start < end:
            out.append((kind, start, end))
    return out


def _with_quotes(letters: str, parts: list[_Part]) -> Iterator[Segment]:
    for kind, start, end in parts:
        yield Segment(kind=kind, start=start, end=end)
        if kind == "body":
            for first, last in quotations(letters, start, end):
                if count_words(letters[first:last]) >= 3:
                    yield Segment(kind="quote", start=first, end=last)
