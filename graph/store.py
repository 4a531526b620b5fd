"""What was read, kept in ``DIR/readings/part-*.parquet``: the record of truth that a build continues from.

A part is written whole or not at all and never edited in place. A reading is known by its article's key and its
reader's key; of two readings of one article id the one in the later part counts. The schema carries a version, and
a part of another version, or one that cannot be read, stops with its name.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from extract.records import KhabarError, Reading

from .arrow import from_row, schema_of, to_row
from .atomic import leftovers, write_whole

VERSION = "2"
PART, MANY = 2048, 32  # a part with fewer readings is small; so many small ones become one
_VERSION_KEY = b"khabar.readings"
_KEYS = pa.schema(
    [("article_id", pa.string()), ("article_key", pa.string()), ("reader_key", pa.string()), ("path", pa.string())]
)
SCHEMA = pa.schema([*_KEYS, *schema_of(Reading)], metadata={_VERSION_KEY: VERSION.encode()})


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What the store knows of one reading without loading it."""

    article_id: str
    article_key: str
    reader_key: str
    path: str
    part: str


class Store:
    """The readings under one folder. Make one while holding the folder's lock if you write."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "readings"
        self._kept: dict[str, Kept] | None = None

    @property
    def parts(self) -> list[Path]:
        """The parts, oldest first."""
        return sorted(self.folder.glob("part-*.parquet"), key=_number)

    @property
    def kept(self) -> dict[str, Kept]:
        """What counts, by article id."""
        if self._kept is None:
            self._kept = {}
            for part in self.parts:
                for row in _read(part, columns=_KEYS.names).to_pylist():
                    self._kept[row["article_id"]] = Kept(**row, part=part.name)
        return self._kept

    def has(self, article_id: str, article_key: str, reader_key: str) -> bool:
        """Whether this very article was read by this very reader."""
        kept = self.kept.get(article_id)
        return kept is not None and (kept.article_key, kept.reader_key) == (article_key, reader_key)

    def append(self, readings: Sequence[Reading], *, reader_key: str) -> Path | None:
        """Write readings as one new part; they supersede older ones of the same article ids."""
        if not readings:
            return None
        kept = self.kept
        number = _number(self.parts[-1]) + 1 if self.parts else 1
        part = self.folder / f"part-{number:06d}.parquet"
        _write(part, [_row(r, reader_key) for r in readings])
        for article in (r.article for r in readings):
            kept[article.id] = Kept(
                article_id=article.id,
                article_key=article.key,
                reader_key=reader_key,
                path=article.source.path,
                part=part.name,
            )
        return part

    def readings(self) -> Iterator[Reading]:
        """Every reading that counts, part by part."""
        kept = self.kept
        for part in self.parts:
            for batch in _batches(part):
                for row in batch.to_pylist():
                    if kept[row["article_id"]].part == part.name:
                        yield from_row(Reading, row)

    def tidy(self, *, drop: Collection[str] = ()) -> None:
        """Take superseded readings, those of dropped article ids and the leftovers of killed writers off the disk, and
        make one part of many small ones.

        Each part is rewritten whole or removed, the new before the old; killed midway, nothing that counts is lost.
        """
        for path in leftovers(self.folder):
            path.unlink(missing_ok=True)
        kept, gone = self.kept, set(drop)
        sizes: dict[str, int] = {}
        for part in self.parts:
            ids = _read(part, columns=["article_id"])["article_id"].to_pylist()
            good = [kept[i].part == part.name and i not in gone for i in ids]
            sizes[part.name] = sum(good)
            if not any(good):
                part.unlink()
            elif not all(good):
                _write_table(part, _read(part).filter(pa.array(good)))
        self._pack([p for p in self.parts if sizes[p.name] < PART])
        self._kept = None

    def _pack(self, small: Sequence[Path]) -> None:
        """One part of many small ones, in their order; it comes last, so that it counts once it is there."""
        if len(small) < MANY:
            return
        for chunk in _chunks(small, MANY):
            if len(chunk) > 1:
                number = _number(self.parts[-1]) + 1
                whole = pa.concat_tables([_read(p).cast(SCHEMA) for p in chunk])
                _write_table(self.folder / f"part-{number:06d}.parquet", whole)
                for part in chunk:
                    part.unlink()


def _chunks(parts: Sequence[Path], size: int) -> Iterable[Sequence[Path]]:
    return (parts[n : n + size] for n in range(0, len(parts), size))


def _number(part: Path) -> int:
    found = re.search(r"\d+", part.name)
    return int(found.group()) if found else 0


def _row(reading: Reading, reader_key: str) -> dict[str, object]:
    article = reading.article
    keys = {"article_id": article.id, "article_key": article.key, "reader_key": reader_key, "path": article.source.path}
    return {**keys, **to_row(reading)}


def _write(part: Path, rows: list[dict[str, object]]) -> None:
    try:
        table = pa.Table.from_pylist(rows, schema=SCHEMA)
    except UnicodeEncodeError as error:
        raise KhabarError(
            f"an article for {part.name} holds half a character ({error.object[error.start : error.end]!r}); "
            "the file it came from is not valid Unicode: convert it to UTF-8 again"
        ) from error
    _write_table(part, table)


def _write_table(part: Path, table: pa.Table) -> None:
    table = table.replace_schema_metadata(SCHEMA.metadata)
    write_whole(part, lambda path: pq.write_table(table, path, compression="zstd", write_page_checksum=True))


def _open(part: Path) -> pq.ParquetFile:
    try:
        file = pq.ParquetFile(part, page_checksum_verification=True)
    except (pa.ArrowException, OSError) as error:
        raise _corrupt(part, error) from error
    version = (file.schema_arrow.metadata or {}).get(_VERSION_KEY)
    if version is None or version.decode("ascii", "replace") != VERSION:
        seen = f"version {version.decode('ascii', 'replace')}" if version else "no version"
        raise KhabarError(
            f"{part}: readings of {seen}, this khabar knows version {VERSION}; build into a new folder, or use the khabar that wrote it"
        )
    if other := sorted(_shape(file.schema_arrow) ^ _shape(SCHEMA)):
        raise KhabarError(
            f"{part}: version {VERSION}, but other columns ({', '.join(sorted({name for name, _ in other}))}); "
            "delete it to read its articles again"
        )
    return file


def _shape(schema: pa.Schema) -> set[tuple[str, str]]:
    """Columns by name and type; what Parquet calls the items of a list does not matter."""
    return {(field.name, str(field.type).replace("list<element:", "list<item:")) for field in schema}


def _corrupt(part: Path, error: Exception) -> KhabarError:
    if not part.exists():
        return KhabarError(f"{part}: gone while it was read: a build is at work there; try again when it is done")
    return KhabarError(
        f"{part}: not a readable part ({str(error).splitlines()[0][:120]}); delete it to read its articles again"
    )


def _read(part: Path, columns: list[str] | None = None) -> pa.Table:
    file = _open(part)
    try:
        return file.read(columns=columns)
    except (pa.ArrowException, OSError) as error:
        raise _corrupt(part, error) from error


def _batches(part: Path) -> Iterable[pa.RecordBatch]:
    file = _open(part)
    try:
        yield from file.iter_batches(batch_size=256)
    except (pa.ArrowException, OSError) as error:
        raise _corrupt(part, error) from error
