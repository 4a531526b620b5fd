"""Read articles from folders, globs, files and standard input: ``read_articles``, the way in.

A record (JSON, CSV, Parquet) is one article whatever its text holds; a page (text, HTML, WARC) is
split into its articles. What cannot be read gives one line and costs nothing else.
"""

from __future__ import annotations

import glob
import logging
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from .cues import Cues, load_cues
from .fields import Raw
from .formats import READERS, Page, sniffed, suffix
from .letters import ARABIC, quote
from .pages import PagePiece, source_named, split_page
from .published import dateline_date, file_date, parse_date
from .records import Article, KhabarError, Source, WrittenBasis, digest
from .skipped import Skipped
from .streams import BROKEN, opened, peeked

__all__ = ["Skipped", "read_articles"]

Paths = str | Path | Iterable[str | Path]
LONGEST_TEXT = 1_000_000  # letters of an article; a book is no piece of news
LEAST_ARABIC = 0.3
_LOG = logging.getLogger("khabar")
_MOJIBAKE = ("Ø§Ù", "Ù„", "Ø§", "ÇáÃ", "Çá", "æÇ")


def read_articles(
    paths: Paths,
    *,
    published: date | None = None,
    strict: bool = False,
    on_skip: Callable[[Skipped], None] | None = None,
    language: str = "ar",
    today: date | None = None,
) -> Iterator[Article]:
    """The articles in files, folders (recursively), globs and standard input (``-``), in order of their paths.

    Args:
        paths: one or several; each is read in turn, a folder sorted, hidden files left out.
        published: dates the first article of each page that says no date itself.
        strict: raise KhabarError at the first thing that cannot be read, instead of going on.
        on_skip: is given a line for each thing left out or doubted; without it they are logged.
        today: a later date of publication is doubted and dropped; default the day of the call.
    """
    cues = load_cues(language)
    making = _Making(cues, published, language, today or date.today())

    def report(skipped: Skipped) -> None:
        if strict:
            raise KhabarError(str(skipped))
        if on_skip is None:
            _LOG.warning("%s", skipped)
        else:
            on_skip(skipped)

    for path in _paths(paths, report):
        for found in _read(path, making):
            if isinstance(found, Skipped):
                report(found)
            else:
                yield found


def _paths(paths: Paths, report: Callable[[Skipped], None]) -> Iterator[str]:
    """Every file that the paths mean, in order."""
    for given in [paths] if isinstance(paths, (str, Path)) else paths:
        path = str(given)
        if path == "-" or os.path.isfile(path):
            yield path
        elif os.path.isdir(path):
            if not (found := _folder(path)):
                report(Skipped(path=path, reason=f"no articles in this folder; they end in {', '.join(sorted(READERS))} (or these and .gz)"))
            yield from found
        elif glob.has_magic(path):
            if not (names := sorted(glob.glob(path, recursive=True))):
                report(Skipped(path=path, reason="no file matches this pattern; look at its spelling"))
            for name in names:
                yield from _folder(name) if os.path.isdir(name) else [name]
        elif os.path.exists(path):
            yield path
        else:
            report(Skipped(path=path, reason="no such file; look at its spelling"))


def _folder(folder: str) -> list[str]:
    """The files of a folder and the folders in it that have a known ending, hidden ones left out."""
    out: list[str] = []
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith((".", "__")))
        out += [os.path.join(root, n) for n in names if not n.startswith(".") and suffix(n) in READERS]
    return sorted(out)


def _read(path: str, making: _Making) -> Iterator[Article | Skipped]:
    """The articles of one file, and a line for each thing in it that could not be read."""
    seen = 0
    try:
        with opened(path) as stream:
            head = peeked(stream)
            if not head:
                raise KhabarError("the file is empty; fetch it again or leave it out")
            reader = READERS.get(suffix(path)) or sniffed(head, making.cues)
            for found in reader(stream, path, making.cues):
                seen += 1
                if isinstance(found, Skipped):
                    yield found
                elif isinstance(found, Page):
                    yield from making.page(found, path)
                else:
                    yield from making.record(found, path)
    except KhabarError as error:
        yield Skipped(path=path, reason=str(error))
    except BROKEN as error:
        yield Skipped(path=path, reason=f"corrupt gzip ({str(error)[:80]}); pack it again" + (", what stood before was read" if seen else ""))
    except OSError as error:
        yield Skipped(path=path, reason=f"{error.strerror or error}; see that it can be opened")


class _Making:
    """Makes articles of pages and records, and remembers which it has made."""

    def __init__(self, cues: Cues, published: date | None, language: str, today: date) -> None:
        self.cues, self.published, self.language, self.today = cues, published, language, today
        self.seen: dict[str, str] = {}

    def page(self, page: Page, path: str) -> Iterator[Article | Skipped]:
        """The articles and headlines of a page; its metadata, file name and ``published`` date its first article."""
        pieces = split_page(page.text, cues=self.cues)
        if page.replaced:
            yield Skipped(path=path, kind="warning", reason=f"{page.replaced} unreadable places were read as \ufffd; save it as UTF-8")
        if not pieces:
            yield Skipped(path=path, reason="no text that could be an article; fetch it again or leave it out")
        if problem := self._problem(page.text):
            yield Skipped(path=path, reason=problem if page.url is None else f"{page.url}: {problem}")
            return
        first = True
        for piece in pieces:
            if self._problem(piece.title + "\n" + piece.text):
                continue
            day, basis, doubt = self._page_day(page, piece, path, first=first)
            if doubt:
                yield Skipped(path=path, kind="warning", reason=doubt)
            main = piece.kind == "article" and first
            outlet = page.outlet or (source_named(piece.text, self.cues) if piece.kind == "article" else None)
            source = Source(path=path, start=piece.start, end=piece.end) if page.spans else Source(path=path)
            yield from self._article(
                Raw(text=piece.text, title=piece.title, url=page.url if main else None, outlet=outlet), piece, source, day, basis
            )  # fmt: skip
            first = first and not main

    def _page_day(self, page: Page, piece: PagePiece, path: str, *, first: bool) -> tuple[date | None, WrittenBasis, str]:
        if piece.kind == "headline":
            return None, "unknown", ""
        dateline = dateline_date(piece.text, self.cues)
        if first:
            told = (parse_date(page.published, self.cues.months), dateline, self.published, file_date(path) if path != "-" else None)
            bases: tuple[WrittenBasis, ...] = ("given", "dateline", "given", "given")
        else:
            told, bases = (None, dateline, None, None), ("given", "dateline", "given", "given")
        doubt = ""
        for day, basis in zip(told, bases, strict=True):
            if day is not None and self._future(day):
                doubt = doubt or f"published {day}, which lies in the future; the date was dropped, mend it or give --published"
            elif day is not None:
                return day, basis, doubt
        return None, "unknown", doubt

    def _future(self, day: date) -> bool:
        return day > self.today + timedelta(days=1)

    def record(self, raw: Raw, path: str) -> Iterator[Article | Skipped]:
        """The article of one record."""
        named = f" (id {raw.id})" if raw.id else f" ({quote(raw.title[:60])})" if raw.title else ""
        if problem := self._problem(raw.title + "\n" + raw.text):
            yield Skipped(path=path, reason=problem + named)
            return
        if bad := (raw.title + raw.text).count("\ufffd"):
            yield Skipped(path=path, kind="warning", reason=f"{bad} unreadable places were read as \ufffd{named}; save it as UTF-8")
        day, basis = parse_date(raw.published, self.cues.months), "given"
        if day is None and raw.published is not None:
            yield Skipped(path=path, kind="warning", reason=f"date {str(raw.published)[:40]!r} not understood{named}; write it as YYYY-MM-DD")
        if day is not None and self._future(day):
            yield Skipped(path=path, kind="warning", reason=f"published {day}, which lies in the future{named}; the date was dropped, mend it")
            day = None
        if day is None:
            found = dateline_date(raw.text, self.cues)
            day, basis = (found, "dateline") if found and not self._future(found) else (None, "unknown")
        yield from self._article(raw, None, Source(path=path), day, basis)  # type: ignore[arg-type]  # basis is one of three literals above

    def _problem(self, text: str) -> str:
        """Why a text is no Arabic article, or nothing."""
        if len(text) > LONGEST_TEXT:
            return f"{len(text)} letters in one article; cut it (at most {LONGEST_TEXT})"
        letters = sum(c.isalpha() for c in text)
        if not letters:
            return "no letters in it; fetch it again or leave it out"
        if text.count("\ufffd") > max(3, len(text) // 100):
            return "most of it is not readable in the encoding of its file; save it as UTF-8"
        share = len(ARABIC.findall(text)) / letters
        if self.language != "ar" or share >= LEAST_ARABIC:
            return ""
        if sum(text.count(m) for m in _MOJIBAKE) * 12 > letters:
            return "Arabic that was saved in a wrong encoding («Ø§Ù„» for «ال»); fetch it again and save it as UTF-8"
        return f"not Arabic ({share:.0%} of its letters are); khabar reads Arabic, leave it out"

    def _article(
        self, raw: Raw, piece: PagePiece | None, source: Source, day: date | None, basis: WrittenBasis
    ) -> Iterator[Article | Skipped]:  # fmt: skip
        """The article with its id, unless it was made before; a line where its id means another one."""
        headline = piece.kind == "headline" if piece else raw.kind == "headline"
        article = Article(
            id=raw.id or "", title=raw.title, text="" if headline else raw.text, published=day, outlet=raw.outlet, url=raw.url,
            language=self.language, kind="headline" if headline else "article", source=source,
            published_basis=basis if day else "unknown", is_record=piece is None,
        )  # fmt: skip
        ident = raw.id or f"{'h' if headline else 'a'}-{digest(article.title, article.text, article.outlet, article.url)}"
        key = digest(article.key, article.kind, length=16)
        before = self.seen.setdefault(ident, "")
        if not before:
            self.seen[ident] = key
            yield replace(article, id=ident)
        elif raw.id and before != key:
            yield Skipped(path=source.path, reason=f"id {ident} stands for another article before this one; give each its own id")
