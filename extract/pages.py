"""Split a scraped page into its articles and the headlines of other stories beside them.

A page is a row of lines. An article is a heading followed by paragraphs, up to the next heading that
begins another one; what follows lists like «مقالات مشابهة» outside the articles are headlines. Nothing
here knows a portal: a beginning is scored from what stands before it (source line, keywords, list
header), from the words that it shares with the text below it and from how that text begins.
"""

from __future__ import annotations

from dataclasses import dataclass

from .cues import Cues, load_cues
from .glue import Glue, load_glue
from .lines import FURNITURE, Line, content_words, lines
from .records import ArticleKind

BEGINS_AT = 3.0  # the score from which a heading begins another article
_TITLES = frozenset({"heading", "item"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePiece:
    """An article or a headline of a page, where it stands: ``page[start:end]`` holds title and text."""

    kind: ArticleKind
    title: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Start:
    """Where an article begins: the line of its title (-1 for none) and of its first paragraph."""

    title: int
    text: int


def split_page(page: str, *, cues: Cues | None = None, glue: Glue | None = None) -> list[PagePiece]:
    """The articles and other headlines of a page, in order.

    >>> [piece.kind for piece in split_page("عنوان الخبر الأول هنا\\n\\nوصل الوزير العماني إلى القاهرة أمس الأحد.")]
    ['article']
    """
    return _Page(page, cues or load_cues(), glue or load_glue()).pieces()


class _Page:
    def __init__(self, page: str, cues: Cues, glue: Glue) -> None:
        self.page, self.cues, self.glue = page, cues, glue
        self.lines = lines(page, cues)
        self.words = [content_words(page[line.rest : line.end]) for line in self.lines]
        self.times_seen: dict[str, int] = {}
        for line in self.lines:
            self.times_seen[self._same(line)] = self.times_seen.get(self._same(line), 0) + 1

    def _same(self, line: Line) -> str:
        return line.folded.strip(" .:-–|")

    def pieces(self) -> list[PagePiece]:
        starts = self._starts()
        if not starts:
            return self._without_text()
        out: list[PagePiece] = self._headlines(0, min(s for s in (starts[0].title, starts[0].text) if s >= 0), known=set())
        for n, start in enumerate(starts):
            following = starts[n + 1] if n + 1 < len(starts) else None
            limit = len(self.lines) if following is None else following.title if following.title >= 0 else following.text
            last = self._last(start, limit)
            out.append(self._article(start, last))
            known = {word for line in range(start.text, last + 1) for word in self.words[line]}
            out += self._headlines(last + 1, limit, known=known)
        return out

    def _without_text(self) -> list[PagePiece]:
        """A page without a paragraph: its headings, or its only words."""
        found = self._headlines(0, len(self.lines), known=set(), all_headings=True)
        if found or not self.lines:
            return found
        content = [line for line in self.lines if line.kind not in FURNITURE]
        if not content:
            return []
        start, end = content[0].start, content[-1].end
        return [PagePiece(kind="article", title="", text=self.page[start:end], start=start, end=end)]

    def _starts(self) -> list[_Start]:
        """Where articles begin."""
        out: list[_Start] = []
        last_text = -1
        for i, line in enumerate(self.lines):
            if line.kind != "text":
                continue
            if not out:
                title = self._title_before(i, 0)
                out.append(_Start(title, i))
            elif last_text < i - 1:
                title = self._title_before(i, last_text + 1)
                if title >= 0 and not self._teaser(title, i) and self._score(title, i, last_text, out[-1]) >= BEGINS_AT:
                    out.append(_Start(title, i))
            last_text = i
        return out

    def _title_before(self, text: int, floor: int) -> int:
        """The heading that a paragraph stands under, past bylines, dates, captions and one deck; -1 for none."""
        found: list[int] = []
        furniture = 0
        for i in range(text - 1, floor - 1, -1):
            line = self.lines[i]
            if line.kind in ("heading", "item"):
                found.append(i)
                if len(found) == 3 or (line.kind == "item" and len(found) > 1):
                    break
            elif line.kind in ("related", "lists", "text", "keywords", "source"):
                if line.kind == "related" and not line.empty:
                    continue
                break
            else:
                furniture += 1
                if furniture > 12 or (found and line.kind != "short" and line.kind not in ("dated", "byline", "photo", "share")):
                    break
        if not found:
            return self._short_title(text, floor)
        return self._best_title(found, text)

    def _short_title(self, text: int, floor: int) -> int:
        """A heading of one or two words right above the first paragraph of a page."""
        above = text - 1
        if floor == 0 and above == 0 and self.lines[above].kind == "short" and not self.lines[above].final:
            return above
        return -1

    def _best_title(self, found: list[int], text: int) -> int:
        """Of headings above one paragraph, the title: repeated on the page, or sharing most words with the text.

        A deck stands below its title without a list header between; the upper one wins only if it is as near.
        """
        below = set(self.words[text][:40])

        def shared(i: int) -> float:
            words = set(self.words[i])
            repeated = 1.5 if self.times_seen[self._same(self.lines[i])] > 1 else 0.0
            return len(words & below) + repeated

        best = found[0]
        for i in found[1:]:
            apart = any(self.lines[k].kind in ("related", "lists", "menu", "rule", "keywords", "share") for k in range(i, best))
            if self._same(self.lines[i]) == self._same(self.lines[best]) or apart or self.lines[i].kind == "item":
                break
            nearer = 0.0 if self.lines[best].gap else 1.0
            if shared(i) >= max(1.0, shared(best) - nearer) and self.lines[i].size >= 4:
                best = i
        return best

    def _lead(self, text: int, size: int = 45) -> list[str]:
        out: list[str] = []
        for i in range(text, min(text + 3, len(self.lines))):
            if self.lines[i].kind == "text" and len(out) < size:
                out += self.words[i]
        return out[:size]

    def _teaser(self, title: int, text: int) -> bool:
        """Whether a heading and one short text are an item of a list of stories with teasers."""
        header = next((self.lines[k].kind for k in range(title - 1, -1, -1) if self.lines[k].kind in ("related", "lists", "text")), "")
        after = self.lines[text + 1].kind if text + 1 < len(self.lines) else "end"
        cut = self.page[self.lines[text].start : self.lines[text].end].rstrip().endswith(("..", "…"))
        return (cut and self.lines[text].size <= 45 and after != "text") or (
            header in ("related", "lists") and self.lines[text].size <= 45 and after in ("heading", "item") and self._pair(text + 1)
        )  # fmt: skip

    def _pair(self, heading: int) -> bool:
        """Whether a heading stands over one short text that another heading or the end follows."""
        if heading + 1 >= len(self.lines) or self.lines[heading + 1].kind != "text" or self.lines[heading + 1].size > 45:
            return False
        return heading + 2 >= len(self.lines) or self.lines[heading + 2].kind != "text"

    def _score(self, title: int, text: int, last_text: int, before: _Start) -> float:
        """How surely a heading begins another article: a sum of what speaks for and against it."""
        between = [line.kind for line in self.lines[last_text + 1 : title]]
        inner = [line.kind for line in self.lines[title + 1 : text]]
        lead = self._lead(text)
        own = len(set(self.words[title]) & set(lead))
        elder = len(set(self.words[before.title]) & set(lead)) if before.title >= 0 else 0
        headers = any(self.lines[k].kind in ("related", "lists") for k in range(last_text + 1, title))
        score = 0.0
        score += 3.0 * ("keywords" in between or "source" in between)
        score += 1.0 * any(kind in ("chrome", "share") for kind in between)
        score += 1.5 * headers
        score += 1.5 * ("rule" in between)
        score += 1.5 * any(kind in ("dated", "byline") for kind in inner)
        score += 0.5 * any(kind in ("photo", "share", "menu") for kind in inner)
        score += 0.7 * min(own, 3)
        score += 1.0 * (self.times_seen[self._same(self.lines[title])] > 1)
        score += 1.0 * self._dateline(text)
        score -= 1.2 * (elder >= own and elder > 0)
        score -= 2.0 * self._goes_on(text)
        score -= 1.5 * (self.lines[title].size < 4)
        score -= 1.0 * (not between and not inner)
        return score

    def _goes_on(self, text: int) -> bool:
        """Whether a paragraph begins like one that continues a text."""
        return self.cues.goes_on(self.lines[text].folded)

    def _dateline(self, text: int) -> bool:
        """Whether a paragraph begins with a place and an agency: «القاهرة - وكالات:», «عمّان (بترا) -»."""
        head = self.page[self.lines[text].start : self.lines[text].start + 60]
        for mark in (" - ", " – ", " — ", ": ", "/ "):
            place, found, _ = head.partition(mark)
            if found and 0 < len(place.split()) <= 4 and mark != ": ":
                return True
        return "(" in head[:30] and ")" in head[:45] and any(m in head for m in ("-", "–", "ـ"))

    def _last(self, start: _Start, limit: int) -> int:
        """The last line of an article: its last paragraph that is no item of a list, and what closes it."""
        last = start.text
        listing = False
        for i in range(start.text, limit):
            line = self.lines[i]
            if line.kind == "text":
                above = self._title_before(i, last + 1) if listing else -1
                if listing and ((above >= 0 and self._teaser(above, i)) or self._after_lists(last, i)):
                    continue
                last, listing = i, False
            elif line.kind in ("related", "lists", "heading", "item"):
                listing = True
        return self._with_closing(last, limit)

    def _after_lists(self, last: int, text: int) -> bool:
        """Whether a lone paragraph stands behind a list of several stories and closing furniture."""
        items = sum(line.kind in ("item", "heading") for line in self.lines[last + 1 : text])
        closing = any(line.kind in ("keywords", "source", "chrome") for line in self.lines[last + 1 : text])
        return items >= 3 and closing and not self._goes_on(text)

    def _with_closing(self, last: int, limit: int) -> int:
        """Past the lines that close an article: source, keywords, share bar; a link to another story may stand between."""
        end = last
        for i in range(last + 1, min(limit, last + 8)):
            line = self.lines[i]
            if line.kind in ("source", "keywords", "share"):
                end = i
            elif (line.kind == "related" and not line.empty) or line.kind in ("byline", "dated", "photo", "chrome", "rule", "short"):
                continue
            else:
                break
        return end

    def _article(self, start: _Start, last: int) -> PagePiece:
        title_line = self.lines[start.title] if start.title >= 0 else None
        first = start.text if title_line is None else self._first_line(start)
        begin = self.lines[first].start
        end = self.lines[last].end
        title = self.page[title_line.rest : title_line.end] if title_line else ""
        return PagePiece(
            kind="article", title=title, text=self.page[begin:end], start=title_line.rest if title_line else begin, end=end
        )  # fmt: skip

    def _first_line(self, start: _Start) -> int:
        """The first line of the text: what follows the title, but for the title again."""
        first = start.title + 1
        while first < start.text and self._same(self.lines[first]) == self._same(self.lines[start.title]):
            first += 1
        return first

    def _headlines(self, start: int, stop: int, *, known: set[str], all_headings: bool = False) -> list[PagePiece]:
        """Headlines among the lines outside articles: under a list header, bulleted, or in a row of three."""
        out: list[PagePiece] = []
        listing = all_headings
        for i in range(start, stop):
            line = self.lines[i]
            if line.kind in ("related", "lists"):
                listing = True
                if not line.empty:
                    out += self._cut(line, known)
            elif line.kind in _TITLES or (line.kind == "short" and listing and line.size == 2 and line.final):
                if self._cut_off(i, start):
                    continue
                if listing or line.kind == "item" or self._row(i, start, stop) >= 3:
                    out += self._cut(line, known)
            elif line.kind in ("source", "keywords", "chrome", "menu"):
                listing = all_headings
        return out

    def _cut_off(self, i: int, start: int) -> bool:
        """Whether a line is the beginning of a story, cut off, below its headline."""
        above = self.lines[i - 1] if i > start else None
        return (
            self._dots(self.lines[i]) and above is not None and above.kind in _TITLES and not self._dots(above) and not self.lines[i].gap
            and self.lines[i].kind == "heading" and self.lines[i].size > above.size
        )  # fmt: skip

    def _dots(self, line: Line) -> bool:
        return self.page[line.start : line.end].rstrip().endswith(("...", "…"))

    def _row(self, i: int, start: int, stop: int) -> int:
        """How many headings stand in a row around a line, dates and rules between them not counted."""
        count = 1
        for step in (range(i - 1, start - 1, -1), range(i + 1, stop)):
            for k in step:
                if self.lines[k].kind in _TITLES:
                    count += 1
                elif self.lines[k].kind not in ("dated", "rule", "photo"):
                    break
        return count

    def _cut(self, line: Line, known: set[str]) -> list[PagePiece]:
        """The headlines of one line: one, or several that were run together."""
        letters = self.page[line.rest : line.end]
        cuts = self.glue.cuts(letters, known)
        out = []
        for a, b in zip([0, *cuts], [*cuts, len(letters)], strict=True):
            title = letters[a:b].strip()
            begin = line.rest + a + letters[a:b].index(title) if title else line.rest
            if len(title.split()) >= 2:
                out.append(PagePiece(kind="headline", title=title, text="", start=begin, end=begin + len(title)))
        return out


def source_named(text: str, cues: Cues) -> str | None:
    """The outlet that an article's source line names: «المصدر: وكالة الأنباء», None without one."""
    for line in reversed(lines(text, cues)):
        content = text[line.rest : line.end].strip(" .()[]")
        if line.kind == "source" and cues.starts["outlet"].match(line.folded) and 0 < len(content.split()) <= 6 and "/" not in content:
            return content
    return None
