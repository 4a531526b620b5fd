"""Readers of one format each: bytes in, pages and records out, with a line for all that could not be read.

Nothing is held whole that can be read in parts: JSON Lines, JSON arrays, CSV, Parquet and WARC stream.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from .cues import Cues, plain_name
from .encodings import decode
from .fields import Raw, raw_record, records, seen_fields
from .jsons import json_values
from .records import KhabarError
from .skipped import Skipped
from .streams import LONGEST, peeked, text_lines, text_stream, whole
from .webpages import WebPage, charset, web_page

BATCH = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The text of a page that may hold several articles; ``spans`` says that it is the file's own decoded text."""

    text: str
    spans: bool = False
    replaced: int = 0
    published: str | None = None
    outlet: str | None = None
    url: str | None = None


Read = Iterator[Page | Raw | Skipped]
_NO_TEXT = "no text field (it has: {}); name one of them text, body or content"


def read_text(stream: io.BufferedReader, path: str, cues: Cues) -> Read:
    """A text file: one page."""
    found = decode(whole(stream))
    if not found.text.strip():
        raise KhabarError("the file is empty; fetch it again or leave it out")
    yield Page(text=found.text, spans=True, replaced=found.replaced)


def read_html(stream: io.BufferedReader, path: str, cues: Cues) -> Read:
    """An HTML file: one page, its extracted text."""
    data = whole(stream)
    if not data.strip():
        raise KhabarError("the file is empty; fetch it again or leave it out")
    yield _html(data, None, cues)


def _html(data: bytes, url: str | None, cues: Cues, *, declared: str | None = None) -> Page:
    found = decode(data, declared=declared or charset(data))
    page: WebPage | None = web_page(found.text, url=url, cues=cues)
    if page is None:
        raise KhabarError("HTML without text (a script, a frame or an index page?); save the page as the browser shows it")
    return Page(text=page.text, replaced=found.replaced, published=page.published, outlet=page.outlet, url=page.url)


def _record(value: Mapping[str, Any], path: str, line: int | None, cues: Cues) -> Raw | Skipped:
    if (raw := raw_record(value, cues)) is not None:
        return raw
    return Skipped(path=path, line=line, reason=_NO_TEXT.format(seen_fields(value)))


def read_jsonl(stream: io.BufferedReader, path: str, cues: Cues) -> Read:
    """JSON Lines: one record a line; a broken line costs itself."""
    empty = True
    for number, line in text_lines(stream):
        if isinstance(line, KhabarError):
            empty = False
            yield Skipped(path=path, line=number, reason=str(line))
        elif line.strip():
            empty = False
            try:
                for value in json_values(io.StringIO(line.rstrip())):
                    for record in records(value, cues):
                        yield _record(record, path, number, cues)
            except KhabarError as error:
                said = str(error).replace(" at line 1", "")
                yield Skipped(path=path, line=number, reason=said.replace("mend it, what stood before it was read", "one object a line; mend this one"))
    if empty:
        raise KhabarError("the file is empty; fetch it again or leave it out")


def read_json(stream: io.BufferedReader, path: str, cues: Cues) -> Read:
    """JSON: one record, a list of them, or an object that holds a list; JSON Lines under this name too."""
    if _is_lines(peeked(stream)):
        yield from read_jsonl(stream, path, cues)
        return
    text = text_stream(stream)
    empty = True
    for value in json_values(text):
        empty = False
        for record in records(value, cues):
            yield _record(record, path, None, cues)
    text.detach()
    if empty:
        raise KhabarError("no value in it, the file is empty; fetch it again or leave it out")


def _is_lines(head: bytes) -> bool:
    """Whether the first line of a stream is an object by itself and another follows."""
    first, _, rest = head.lstrip(b"\xef\xbb\xbf \r\n\t").partition(b"\n")
    return first.startswith(b"{") and first.rstrip().endswith(b"}") and rest.lstrip()[:1] == b"{"


def read_csv(stream: io.BufferedReader, path: str, cues: Cues) -> Read:
    """CSV or TSV with a header line; the delimiter is the one the header uses."""
    csv.field_size_limit(max(csv.field_size_limit(), LONGEST))  # the module knows no other way to allow long articles
    skipped: list[Skipped] = []

    def letters() -> Iterator[str]:
        for number, line in text_lines(stream):
            if isinstance(line, KhabarError):
                skipped.append(Skipped(path=path, line=number, reason=str(line)))
            else:
                yield line.replace("\x00", "")

    source = letters()
    header = next((line for line in source if line.strip()), None)
    if header is None:
        raise KhabarError("the file is empty; fetch it again or leave it out")
    delimiter = max("\t,;|", key=header.count)
    names = next(csv.reader([header], delimiter=delimiter))
    known = {plain_name(name) for name in names}
    if not known & {*cues.fields["text"], *cues.fields["summary"]}:
        raise KhabarError(f"no text column in its first line (it has: {seen_fields(dict.fromkeys(names))}); name one text, body or content")
    rows = csv.DictReader(source, fieldnames=names, delimiter=delimiter)
    while True:
        try:
            row = next(rows)
        except StopIteration:
            break
        except csv.Error as error:
            yield Skipped(path=path, line=rows.line_num + 1, reason=f"not readable as CSV ({error}); quote fields that hold line breaks")
            continue
        yield from skipped
        skipped.clear()
        yield _record({k: v for k, v in row.items() if k is not None}, path, rows.line_num + 1, cues)
    yield from skipped


def read_parquet(stream: io.BufferedReader, path: str, cues: Cues) -> Read:
    """Parquet: a batch of rows at a time, only the columns of an article."""
    import pyarrow
    import pyarrow.parquet as parquet

    wanted = {name for names in cues.fields.values() for name in names}
    try:
        source = io.BytesIO(stream.read()) if path == "-" or path.endswith(".gz") else path
        file = parquet.ParquetFile(source)
        columns = [name for name in file.schema_arrow.names if plain_name(name) in wanted]
        if not {plain_name(c) for c in columns} & {*cues.fields["text"], *cues.fields["summary"]}:
            raise KhabarError(f"no text column (it has: {seen_fields(dict.fromkeys(file.schema_arrow.names))}); name one text, body or content")
        for batch in file.iter_batches(batch_size=BATCH, columns=columns):
            for row in batch.to_pylist():
                yield _record(row, path, None, cues)
    except (pyarrow.ArrowException, OSError) as error:
        raise KhabarError(f"not readable as Parquet ({_short(error)}); write it again") from error


def read_warc(stream: io.BufferedReader, path: str, cues: Cues) -> Read:
    """A web archive: each HTML or plain text response is a page."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    seen = 0
    try:
        for record in ArchiveIterator(stream):
            seen += 1
            kind = (record.http_headers.get_header("Content-Type") if record.http_headers else record.rec_headers.get_header("Content-Type")) or ""
            status = record.http_headers.get_statuscode() if record.http_headers else "200"
            if record.rec_type not in ("response", "resource", "conversion") or not status.startswith("2"):
                continue
            if not kind.lower().startswith(("text/html", "application/xhtml", "text/plain")):
                continue
            yield _archived(record, kind.lower(), path, cues)
    except (ArchiveLoadFailed, ValueError, AttributeError) as error:
        raise KhabarError(f"not readable as WARC after {seen} records ({_short(error)}); fetch it again") from error
    if not seen:
        raise KhabarError("no records in the web archive; fetch it again")


def _archived(record: Any, kind: str, path: str, cues: Cues) -> Page | Skipped:
    """One archived response as a page."""
    url = record.rec_headers.get_header("WARC-Target-URI")
    declared = kind.partition("charset=")[2].strip() or None
    try:
        data = record.content_stream().read(LONGEST + 1)
        if len(data) > LONGEST:
            raise KhabarError(f"more than {LONGEST >> 20} MB in one page; leave it out")
        if not kind.startswith("text/plain"):
            return _html(data, url, cues, declared=declared)
        found = decode(data, declared=declared)
        if not found.text.strip():
            raise KhabarError("no text in it; fetch it again or leave it out")
        return Page(text=found.text, replaced=found.replaced, url=url)
    except KhabarError as error:
        return Skipped(path=path, reason=f"{url}: {error}")


def _short(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:120]


Reader = Callable[[io.BufferedReader, str, Cues], Read]
READERS: dict[str, Reader] = {
    ".txt": read_text, ".text": read_text, ".html": read_html, ".htm": read_html, ".xhtml": read_html, ".json": read_json, ".jsonl": read_jsonl,
    ".ndjson": read_jsonl, ".csv": read_csv, ".tsv": read_csv, ".parquet": read_parquet, ".warc": read_warc,
}  # fmt: skip


def suffix(path: str) -> str:
    """What a file's name ends in, ``.gz`` put aside: ``news.jsonl.gz`` is ``.jsonl``."""
    pure = PurePath(path.lower())
    return PurePath(pure.stem).suffix if pure.suffix == ".gz" else pure.suffix


def sniffed(head: bytes, cues: Cues) -> Reader:
    """The reader for bytes without a telling name, by their beginning."""
    start = head.lstrip(b"\xef\xbb\xbf \r\n\t")
    if start.startswith(b"PAR1"):
        return read_parquet
    if start.startswith(b"WARC/"):
        return read_warc
    if start.startswith((b"{", b"[{", b"[ {", b"[\n")):
        return read_json
    if start[:200].lower().startswith((b"<!doctype", b"<html", b"<head", b"<?xml", b"<body", b"<meta")):
        return read_html
    line = start.partition(b"\n")[0].decode("utf-8", errors="replace")
    names = [plain_name(name) for name in next(csv.reader([line], delimiter=max("\t,;|", key=line.count)), [])]
    known = {name for field in cues.fields.values() for name in field}
    if len(names) >= 2 and sum(n in known for n in names) >= 2 and any(n in cues.fields["text"] for n in names):
        return read_csv
    return read_text
