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
import pyarrow.compute as pc
import pyarrow.parquet as pq

from extract.records import KhabarError, Reading

from .arrow import from_row, schema_of, to_row
from .atomic import leftovers, write_whole

VERSION = "2"
FEW = 100  # of so many articles it is quicker to look for each than to know all
PART, MANY = 2048, 32  # a part with fewer readings is small; so many small ones become one
_VERSION_KEY = b"khabar.readings"
_KEYS = pa.schema(
    [("article_id", pa.string()), ("article_key", pa.string()), ("reader_key", pa.string()), ("path", pa.string())]
)
_INDEX = pa.schema([*_KEYS, ("part", pa.string())])
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
        self._index: pa.Table | None = None
        self._added: list[pa.Table] = []
        self._sizes: dict[str, int] = {}
        self._known: dict[str, tuple[str, str]] | None = None
        self._asked = 0

    @property
    def parts(self) -> list[Path]:
        """The parts, oldest first."""
        return sorted(self.folder.glob("part-*.parquet"), key=_number)

    @property
    def index(self) -> pa.Table:
        """What counts, a row an article: its id, the keys of article and reader, its path, its part."""
        if self._index is None:
            found = []
            self._sizes = {}
            for part in self.parts:
                table = _read(part, columns=_KEYS.names)
                self._sizes[part.name] = len(table)
                found.append(table.append_column("part", pa.repeat(pa.scalar(part.name), len(table))))
            whole = pa.concat_tables([_INDEX.empty_table(), *(t.cast(_INDEX) for t in found)]).combine_chunks()
            self._index, self._added = _latest(whole), []
        if self._added:
            added, self._added = _latest(pa.concat_tables(self._added)), []
            kept = self._index.filter(pc.invert(pc.is_in(self._index["article_id"], value_set=added["article_id"].combine_chunks())))
            self._index = pa.concat_tables([kept, added]).combine_chunks()
        return self._index

    @property
    def kept(self) -> dict[str, Kept]:
        """What counts, by article id."""
        return {row["article_id"]: Kept(**row) for row in self.index.to_pylist()}

    def __len__(self) -> int:
        return len(self.index)

    @property
    def known(self) -> dict[str, tuple[str, str]]:
        """The keys of article and reader by article id."""
        if self._known is None:
            ids, *keys = (self.index[name].to_pylist() for name in ("article_id", "article_key", "reader_key"))
            self._known = dict(zip(ids, zip(*keys, strict=True), strict=True))
        return self._known

    def has(self, article_id: str, article_key: str, reader_key: str) -> bool:
        """Whether this very article was read by this very reader."""
        self._asked += 1
        found = self.keys([article_id]).get(article_id) if self._known is None and self._asked < FEW else self.known.get(article_id)
        return found == (article_key, reader_key)

    def keys(self, ids: Collection[str]) -> dict[str, tuple[str, str]]:
        """The keys of article and reader of some articles."""
        if self._known is None and len(ids) < FEW:
            index = self.index.filter(pc.is_in(self.index["article_id"], value_set=pa.array(list(ids), pa.string())))
            return {row["article_id"]: (row["article_key"], row["reader_key"]) for row in index.to_pylist()}
        return {ident: self.known[ident] for ident in ids if ident in self.known}

    def append(self, readings: Sequence[Reading], *, reader_key: str) -> Path | None:
        """Write readings as one new part; they supersede older ones of the same article ids."""
        if not readings:
            return None
        if self._index is None:
            _ = self.index  # what cannot be read is not written over
        parts = self.parts
        number = _number(parts[-1]) + 1 if parts else 1
        part = self.folder / f"part-{number:06d}.parquet"
        _write(part, [_row(r, reader_key) for r in readings])
        if self._known is not None:
            self._known |= {r.article.id: (r.article.key, reader_key) for r in readings}
        rows = [_keys(r, reader_key) | {"part": part.name} for r in readings]
        self._added.append(pa.Table.from_pylist(rows, schema=_INDEX))
        self._sizes[part.name] = len(rows)
        return part

    def readings(self) -> Iterator[Reading]:
        """Every reading that counts, part by part."""
        yield from self.some(None)

    def some(self, ids: Collection[str] | None) -> Iterator[Reading]:
        """The readings of some articles that count, part by part; of all where ``ids`` is None."""
        index = self.index
        if ids is not None:
            index = index.filter(pc.is_in(index["article_id"], value_set=pa.array(list(ids), pa.string())))
        parts, names = index["part"].to_pylist(), index["article_id"].to_pylist()
        wanted: dict[str, set[str]] = {}
        for part, name in zip(parts, names, strict=True):
            wanted.setdefault(part, set()).add(name)
        for path in self.parts:
            if path.name not in wanted:
                continue
            mine = pa.array(list(wanted[path.name]), pa.string())
            for batch in _batches(path):
                batch = batch.filter(pc.is_in(batch["article_id"], value_set=mine))
                yield from (from_row(Reading, row) for row in batch.to_pylist())

    def tidy(self, *, drop: Collection[str] = ()) -> None:
        """Take superseded readings, those of dropped article ids and the leftovers of killed writers off the disk, and
        make one part of many small ones.

        Each part is rewritten whole or removed, the new before the old; killed midway, nothing that counts is lost.
        """
        for path in leftovers(self.folder):
            path.unlink(missing_ok=True)
        index = self.index
        if drop:
            index = index.filter(pc.invert(pc.is_in(index["article_id"], value_set=pa.array(list(drop), pa.string()))))
        good = dict.fromkeys(self._sizes, 0) | {row["values"]: row["counts"] for row in pc.value_counts(index["part"]).to_pylist()}
        parts = self.parts
        changed = False
        for part in parts:
            if good[part.name] == self._sizes[part.name]:
                continue
            changed = True
            if not good[part.name]:
                part.unlink()
            else:
                ids = index["article_id"].filter(pc.equal(index["part"], part.name))
                table = _read(part)
                _write_table(part, table.filter(pc.is_in(table["article_id"], value_set=ids.combine_chunks())))
        changed |= self._pack([p for p in parts if 0 < good[p.name] < PART])
        if changed:
            self._index = self._known = None

    def _pack(self, small: Sequence[Path]) -> bool:
        """One part of many small ones, in their order; it comes last, so that it counts once it is there. Whether there
        were any."""
        if len(small) < MANY:
            return False
        for chunk in _chunks(small, MANY):
            if len(chunk) > 1:
                number = _number(self.parts[-1]) + 1
                whole = pa.concat_tables([_read(p).cast(SCHEMA) for p in chunk])
                _write_table(self.folder / f"part-{number:06d}.parquet", whole)
                for part in chunk:
                    part.unlink()
        return True


def _latest(table: pa.Table) -> pa.Table:
    """Of rows of one article id the last."""
    if pc.count_distinct(table["article_id"]).as_py() == len(table):
        return table
    rows = table.select(["article_id"]).append_column("row", pa.array(range(len(table)), pa.int64()))
    return table.take(rows.group_by("article_id").aggregate([("row", "max")])["row_max"].combine_chunks().sort())


def _chunks(parts: Sequence[Path], size: int) -> Iterable[Sequence[Path]]:
    return (parts[n : n + size] for n in range(0, len(parts), size))


def _number(part: Path) -> int:
    found = re.search(r"\d+", part.name)
    return int(found.group()) if found else 0


def _row(reading: Reading, reader_key: str) -> dict[str, object]:
    return {**_keys(reading, reader_key), **to_row(reading)}


def _keys(reading: Reading, reader_key: str) -> dict[str, object]:
    article = reading.article
    return {"article_id": article.id, "article_key": article.key, "reader_key": reader_key, "path": article.source.path}


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
