"""From articles to a graph on disk: read what is new, keep it, conclude from all of it, write every export.

Reading is the costly part and is kept batch by batch: a killed build goes on where it stopped. The reader is
reached here and in ``cli`` only, and only when something must be read.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from itertools import chain, islice
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extract.records import Article, KhabarError, Reading

from .run import Omitted, Report, write_decisions, write_run

if TYPE_CHECKING:
    from extract.pipeline import Reader

    from .records import Conclusions
    from .store import Store
    from .tables import Quotes
    from .temporal import TemporalGraph

Progress = Callable[[str, int], None]
BATCH, CHUNK = 64, 16
GIVEN = "given"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to read and what to write; ``published`` dates the first article of a page that says no date, ``sync`` takes
    out of the folder what the given files no longer hold."""

    language: str = "ar"
    overlay: Path | None = None
    published: date | None = None
    strict: bool = False
    quotes: Quotes = "sentence"
    workers: int = 1
    min_score: float = 0.0
    html: bool = True
    rdf: bool = True
    sync: bool = False

    def told(self) -> dict[str, Any]:
        """The options as ``run.json`` holds them."""
        return {
            "language": self.language,
            "overlay": str(self.overlay) if self.overlay else None,
            "published": self.published.isoformat() if self.published else None,
            "strict": self.strict,
            "quotes": self.quotes,
            "workers": self.workers,
            "min_score": self.min_score,
            "html": self.html,
            "rdf": self.rdf,
        }


def build(
    source: str | Path | Iterable[str | Path] | Iterable[Reading], out: str | Path | None = None, **options: Any
) -> TemporalGraph:
    """A graph from readings, or from files and folders of articles; with ``out`` also every file that a build writes.

    >>> from extract import load, read_articles
    >>> kg = build(load("ar").read(read_articles("data/samples")))      # doctest: +SKIP

    Args:
        source: readings, or paths.
        out: the folder of the build; what it holds already is part of the graph.
        options: the fields of ``Options``.
    """
    from .temporal import TemporalGraph

    chosen = Options(**options)
    if isinstance(source, str | Path):
        source = [source]
    items: Iterator[Any] = iter(source)
    first = next(items, None)
    if first is None or isinstance(first, Reading):
        readings: Iterable[Reading] = chain([first] if first is not None else [], items)
        if out is None:
            return TemporalGraph.from_readings(readings, min_score=chosen.min_score)
        return build_readings(readings, Path(out), chosen)[0]
    paths = [Path(p) if str(p) != "-" else p for p in chain([first], items)]
    if out is None:
        return TemporalGraph.from_readings(_read_all(paths, chosen), min_score=chosen.min_score)
    return build_paths(paths, Path(out), chosen)[0]


def build_readings(readings: Iterable[Reading], out: Path, options: Options) -> tuple[TemporalGraph, Report]:
    """Keep readings made elsewhere in a folder, and write the exports of all it holds."""
    from .lock import locked
    from .store import Store

    report = Report(options=options.told(), reader=GIVEN)
    with locked(out, holder=f"khabar build --out {out}"):
        store = Store(out)
        new = (r for r in readings if not store.has(r.article.id, r.article.key, GIVEN))
        while batch := list(islice(new, BATCH)):
            store.append(batch, reader_key=GIVEN)
            report.read += len(batch)
        store.tidy()
        return _finish(store, out, options, report, lambda stage, done: None)


def build_paths(
    paths: Iterable[str | Path],
    out: Path,
    options: Options,
    *,
    progress: Progress = lambda stage, done: None,
    on_wait: Callable[[str], None] | None = None,
) -> tuple[TemporalGraph, Report]:
    """Read what is new in files and folders, and write the exports of all that the folder holds.

    A changed file's articles replace those it gave before. Raises KhabarError where nothing can be done, or,
    with ``strict``, at the first input that cannot be used.
    """
    from .lock import locked
    from .store import Store

    report = Report(options=options.told())
    report.clock["started"] = _now()
    with locked(out, holder=f"khabar build --out {out}", on_wait=on_wait):
        store = Store(out)
        seen: dict[str, str] = {}
        for batch in _batches(
            _new(_articles(list(paths), options, report), store, seen, options, report), options, report
        ):
            store.append(batch, reader_key=report.reader)
            report.read += len(batch)
            progress("read", report.read + report.known)
        gone = _gone(store, seen, options, report)
        report.dropped = len(gone)
        store.tidy(drop=gone)
        if not len(store):
            raise KhabarError(_nothing(report))
        return _finish(store, out, options, report, progress)


def _gone(store: Store, seen: dict[str, str], options: Options, report: Report) -> set[str]:
    """Ids of kept articles that their file no longer holds; with ``sync`` also those of files that are no longer there.

    What a file that could not be used gave before stays, and so do readings made elsewhere.
    """
    met = set(seen.values()) - {"-"}
    doubtful = {o.path.partition(", line ")[0] for o in report.skipped}
    index = store.index
    rows = zip(*(index[name].to_pylist() for name in ("article_id", "path", "reader_key")), strict=True)
    return {
        ident
        for ident, path, reader in rows
        if ident not in seen and (path in met or (options.sync and seen and path not in doubtful and reader != GIVEN))
    }


def _nothing(report: Report) -> str:
    told = "; ".join(f"{o.path}: {o.reason}" for o in report.skipped[:3])
    return f"no article to build from ({told or 'no input matched'}); give files or folders of news articles"


def _articles(paths: list[str | Path], options: Options, report: Report) -> Iterator[Article]:
    def skip(found: Any) -> None:
        where = found.path if found.line is None else f"{found.path}, line {found.line}"
        report.skipped.append(Omitted(path=where, kind=found.kind, reason=found.reason))

    yield from _read_articles()(paths, published=options.published, strict=options.strict, on_skip=skip)


def _new(
    articles: Iterable[Article], store: Store, seen: dict[str, str], options: Options, report: Report
) -> Iterator[Article]:
    """Articles that this reader has not read yet. Notes all that were met in ``seen``: id, then path."""
    report.reader = _reader(options).key
    for article in articles:
        if article.id in seen:
            report.skipped.append(_twice(article, options))
            continue
        seen[article.id] = article.source.path
        report.articles += article.kind == "article"
        report.headlines += article.kind == "headline"
        if store.has(article.id, article.key, report.reader):
            report.known += 1
        else:
            yield article


def _twice(article: Article, options: Options) -> Omitted:
    reason = f"the id {article.id!r} was met before in this build; give each article its own id"
    if options.strict:
        raise KhabarError(f"{article.source.path}: {reason}")
    return Omitted(path=article.source.path, kind="duplicate", reason=reason)


def _batches(articles: Iterable[Article], options: Options, report: Report) -> Iterator[list[Reading]]:
    """Readings in the order of their articles, in batches to be kept; what cannot be read is reported."""
    found = one_by_one(articles, _reader(options)) if options.workers < 2 else _side_by_side(articles, options)
    batch: list[Reading] = []
    for each in found:
        if isinstance(each, Omitted):
            if options.strict:
                raise KhabarError(str(each))
            report.skipped.append(each)
            continue
        batch.append(each)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _read_articles() -> Any:
    from extract.files import read_articles

    return read_articles


@cache
def _load(language: str, overlay: Path | None) -> Reader:
    from extract.pipeline import load

    return load(language, overlay=overlay)


def _reader(options: Options) -> Reader:
    """The reader of a language, loaded once a process."""
    return _load(options.language, options.overlay)


def one_by_one(articles: Iterable[Article], reader: Reader) -> Iterator[Reading | Omitted]:
    """What a reader makes of each article, or why it could make nothing of it."""
    for article in articles:
        try:
            yield from reader.read([article])
        except Exception as error:  # one article must not cost the others; it is reported with its trouble
            reason = f"article {article.id}: reading failed ({type(error).__name__}: {error}); please report it with the article"
            yield Omitted(path=article.source.path, kind="failed", reason=reason)


def _chunk(articles: list[Article], options: Options) -> list[Reading | Omitted]:
    return list(one_by_one(articles, _reader(options)))


def _side_by_side(articles: Iterable[Article], options: Options) -> Iterator[Reading | Omitted]:
    """The same, by processes of their own; results come in the order of the articles."""
    source = iter(articles)
    with ProcessPoolExecutor(options.workers, mp_context=get_context("spawn")) as pool:
        waiting: deque[Future[list[Reading | Omitted]]] = deque()
        try:
            while True:
                while len(waiting) < 3 * options.workers and (chunk := list(islice(source, CHUNK))):
                    waiting.append(pool.submit(_chunk, chunk, options))
                if not waiting:
                    return
                yield from waiting.popleft().result()
        except BrokenProcessPool as error:
            raise KhabarError(
                "a worker died, perhaps for want of memory; build again with fewer --workers to go on"
            ) from error


def _read_all(paths: list[str | Path], options: Options) -> Iterator[Reading]:
    report = Report()
    for batch in _batches(_articles(paths, options, report), options, report):
        yield from batch


def _finish(
    store: Store, out: Path, options: Options, report: Report, progress: Progress
) -> tuple[TemporalGraph, Report]:
    from extract.language import load_language

    from .decisions import load
    from .recall import concluded
    from .temporal import TemporalGraph

    language = load_language(options.language, overlay=options.overlay)
    progress("conclude", len(store))
    words = load(out)
    conclusions = concluded(store, out, language=language, min_score=options.min_score, words=words, keep=True)
    report.count(conclusions)
    report.skipped.sort(key=lambda o: (o.path, o.kind, o.reason))
    progress("write", len(conclusions.events))
    report.files = sorted(p.name for p in write_all(conclusions, out, options))
    report.clock["finished"] = _now()
    write_run(report, out, version=khabar_version())
    kg = TemporalGraph(conclusions, language=language, folder=out, words=words, min_score=options.min_score)
    return kg, report


def rewrite(out: Path, *, on_wait: Callable[[str], None] | None = None) -> TemporalGraph:
    """Write the exports of a folder once more, as its last build did, with what was decided by hand since."""
    from .lock import locked
    from .run import stored_options
    from .temporal import TemporalGraph

    told = stored_options(out)
    known = {k: told[k] for k in ("language", "quotes", "min_score", "html", "rdf") if k in told}
    options = Options(**known, overlay=Path(told["overlay"]) if told.get("overlay") else None)
    with locked(out, holder=f"khabar decide {out}", on_wait=on_wait):
        from extract.language import load_language

        kg = TemporalGraph.open(out, language=load_language(options.language, overlay=options.overlay), keep=True)
        write_all(kg.conclusions, out, options)
    return kg


def write_all(conclusions: Conclusions, out: Path, options: Options) -> list[Path]:
    """Tables, decisions, RDF and the page."""
    from .exports import export
    from .tables import write_tables

    written = [*write_tables(conclusions, out, quotes=options.quotes), write_decisions(conclusions.decisions, out)]
    for name in [*(["graph.trig", "graph.ttl"] if options.rdf else []), *(["graph.html"] if options.html else [])]:
        written += export(conclusions, out / name, quotes=options.quotes)
    return written


def khabar_version() -> str:
    """The version of the installed distribution."""
    try:
        return version("khabar")
    except PackageNotFoundError:
        return "unknown"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
