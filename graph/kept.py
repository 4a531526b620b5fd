"""Columns kept on disk beside the readings: whole or not at all, checked before they are believed.

A folder holds Arrow files and ``state.json``, which names them with their sizes and checksums and is put in place
last: killed at any moment, the folder says what it said before. Whatever does not fit is not used.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .atomic import TEMPORARY, leftovers, write_text
from .columns import Lists

NAME = "state.json"
VERSION = 1
_SIZES, _ITEMS, _KINDS = " sizes", " items", b"khabar.kinds"
Table = dict[str, Any]  # arrays of numbers, Lists, and Arrow arrays of texts, all of one length


class Unusable(Exception):
    """Why what is kept cannot be used."""


def save(folder: Path, tables: Mapping[str, Table], *, facts: Mapping[str, Any], old: Mapping[str, Table] | None = None) -> None:
    """Keep tables with what must be true for them to be used; those that are the very ``old`` ones are not written again."""
    folder.mkdir(parents=True, exist_ok=True)
    held = _manifest(folder) if old else {}
    files: dict[str, Any] = {}
    number = 1 + max((int(p.stem.rpartition("-")[2]) for p in folder.glob("*-[0-9][0-9][0-9][0-9][0-9][0-9].arrow")), default=0)
    for name, table in tables.items():
        if old is not None and old.get(name) is table and name in held.get("files", {}):
            files[name] = held["files"][name]
            continue
        path = folder / f"{name}-{number:06d}.arrow"
        files[name] = {"file": path.name, **_write(path, table)}
    told = {**facts, "version": VERSION, "files": files}
    write_text(folder / NAME, json.dumps(told, ensure_ascii=False, indent=1) + "\n")
    sweep(folder, told)


def sweep(folder: Path, told: Mapping[str, Any]) -> None:
    """Take away what killed writers left and what is no longer used."""
    used = {f["file"] for f in told["files"].values()}
    for path in [*leftovers(folder), *folder.glob("*.arrow")]:
        if path.name not in used:
            path.unlink(missing_ok=True)


def load(folder: Path, *, facts: Mapping[str, Any]) -> tuple[dict[str, Table], dict[str, Any]] | None:
    """The tables kept in a folder with all that was said of them; None where there are none.

    Raises Unusable where they are damaged, of another version, or ``facts`` are otherwise now.
    """
    if not (folder / NAME).exists():
        return None
    held = _manifest(folder)
    if held.get("version") != VERSION:
        raise Unusable(f"of version {held.get('version')!r}, this khabar keeps version {VERSION}")
    for name, value in facts.items():
        if held.get(name) != value:
            raise Unusable(f"{name} was {held.get(name)!r}, is {value!r}")
    try:
        return {name: _read(folder / f["file"], f) for name, f in held["files"].items()}, held
    except (KeyError, TypeError, AttributeError) as error:
        raise Unusable(f"{NAME} is not what khabar writes ({type(error).__name__}: {error})") from error


def fits(folder: Path, facts: Mapping[str, Any]) -> bool:
    """Whether something is kept in a folder of which the facts are true."""
    try:
        held = _manifest(folder)
    except Unusable:
        return False
    return held.get("version") == VERSION and all(held.get(name) == value for name, value in facts.items())


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        told = json.loads((folder / NAME).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise Unusable(f"{NAME} cannot be read ({str(error)[:80]})") from error
    if not isinstance(told, dict):
        raise Unusable(f"{NAME} is not what khabar writes")
    return told


def _write(path: Path, table: Table) -> dict[str, int]:
    """Write one file. It is not forced to the disk: what a loss of power leaves of it does not fit its checksum."""
    names, arrays, kinds = [], [], {}
    for name, column in table.items():
        for part, values in _parts(name, column):
            names.append(part)
            kinds[part] = str(values.dtype) if isinstance(values, np.ndarray) else "text"
            values = pa.array(_narrow(values)) if isinstance(values, np.ndarray) else values
            arrays.append(pa.LargeListArray.from_arrays(pa.array([0, len(values)], pa.int64()), values))
    batch = pa.RecordBatch.from_arrays(arrays, names=names).replace_schema_metadata({_KINDS: json.dumps(kinds)})
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, batch.schema, options=pa.ipc.IpcWriteOptions(compression="lz4")) as out:
        out.write_batch(batch)
    data = sink.getvalue()
    beside = path.with_name(f".{path.name}{TEMPORARY}")
    with beside.open("wb") as file:
        file.write(data)
    os.replace(beside, path)
    return {"size": data.size, "crc": zlib.crc32(data)}


def _read(path: Path, told: Mapping[str, Any]) -> Table:
    try:
        data = pa.py_buffer(path.read_bytes())
        if data.size != told["size"] or zlib.crc32(data) != told["crc"]:
            raise Unusable(f"{path.name} is damaged")
        with pa.ipc.open_file(data) as file:
            batch = file.get_batch(0)
        kinds = json.loads(batch.schema.metadata[_KINDS])
    except (OSError, pa.ArrowException) as error:
        raise Unusable(f"{path.name} cannot be read ({str(error).splitlines()[0][:80]})") from error
    parts = {n: c.values if kinds[n] == "text" else _wide(c.values, kinds[n]) for n, c in zip(batch.schema.names, batch.columns, strict=True)}
    out: Table = {}
    for name, values in parts.items():
        if name.endswith(_SIZES):
            out[name.removesuffix(_SIZES)] = Lists(np.concatenate([[0], np.cumsum(values, dtype=np.int64)]), parts[name.removesuffix(_SIZES) + _ITEMS])
        elif not name.endswith(_ITEMS):
            out[name] = values
    return out


def _parts(name: str, column: Any) -> list[tuple[str, Any]]:
    """A column as arrays, lists as their sizes and their items."""
    if isinstance(column, Lists):
        return [(name + _SIZES, column.sizes), (name + _ITEMS, column.items)]
    return [(name, column)]


def _narrow(values: Any) -> Any:
    """The same numbers in as few bytes as hold them all."""
    if values.dtype == np.bool_:
        return values.view(np.uint8)
    if values.dtype.kind not in "iu" or not len(values):
        return values
    least, most = int(values.min()), int(values.max())
    fits = (t for t in (np.int8, np.int16, np.int32) if np.iinfo(t).min <= least and most <= np.iinfo(t).max)
    return values.astype(next(fits, values.dtype), copy=False)


def _wide(values: pa.Array, kind: str) -> Any:
    found = values.to_numpy()
    return found.view(np.bool_) if kind == "bool" else found.astype(kind, copy=False)


# Tables from old and new ones

def empty(like: Table) -> Table:
    """A table of the same columns without rows."""
    return {name: taken(column, np.zeros(0, np.int64)) for name, column in like.items()}


def spliced(old: Table, new: Table, source: Any) -> Table:
    """Rows of two tables in a new order: numbers below the length of ``old`` mean its rows, others those of ``new``."""
    source = np.asarray(source)
    breaks = np.flatnonzero(np.diff(source) != 1) + 1
    runs = None
    if len(breaks) * 50 < len(source):  # long runs are copied, not gathered
        edges = [0, *breaks.tolist(), len(source)]
        runs = [(int(source[a]), int(source[b - 1]) + 1) for a, b in pairwise(edges) if b > a]
    return {name: _spliced(column, new[name], source, runs) for name, column in old.items()}


def _spliced(old: Any, new: Any, source: Any, runs: list[tuple[int, int]] | None) -> Any:
    if isinstance(old, Lists):
        if runs is not None:
            return _stretches(old, new, runs)
        return Lists(np.concatenate([old.starts, new.starts[1:] + old.starts[-1]]), np.concatenate([old.items, new.items])).take(source)
    if isinstance(old, np.ndarray):
        if runs is not None:
            return np.concatenate([old[:0], new[:0], *(side[a:b] for side, a, b in _pieces(old, new, len(old), runs))])
        return np.concatenate([old, new])[source]
    if runs is not None:
        return pa.concat_arrays([old.slice(0, 0), *(side.slice(a, b - a) for side, a, b in _pieces(old, new, len(old), runs))])
    return taken(pa.concat_arrays([old, new]), source)


def _pieces(old: Any, new: Any, count: int, runs: list[tuple[int, int]]) -> Iterator[tuple[Any, int, int]]:
    """Runs of rows of both as stretches of one or the other."""
    for a, b in runs:
        if a < count:
            yield old, a, min(b, count)
        if b > count:
            yield new, max(a, count) - count, b - count


def _stretches(old: Lists, new: Lists, runs: list[tuple[int, int]]) -> Lists:
    starts, items, at = [np.zeros(1, np.int64)], [old.items[:0], new.items[:0]], 0
    for side, a, b in _pieces(old, new, len(old.starts) - 1, runs):
        begin, end = int(side.starts[a]), int(side.starts[b])
        starts.append(side.starts[a + 1 : b + 1] + (at - begin))
        items.append(side.items[begin:end])
        at += end - begin
    return Lists(np.concatenate(starts), np.concatenate(items))


def taken(column: Any, rows: Any) -> Any:
    """Some rows of a column."""
    if isinstance(column, Lists):
        return column.take(rows)
    if isinstance(column, np.ndarray):
        return column[rows]
    return column.take(pa.array(rows))


class Vocabulary:
    """Texts by number: a number once given is never given to another text."""

    def __init__(self, kept: pa.Array | None = None) -> None:
        self.kept = kept if kept is not None else pa.array([], pa.string())
        self.new: dict[str, int] = {}
        self._order: list[str] = []

    def __len__(self) -> int:
        return len(self.kept) + len(self.new)

    def codes(self, texts: list[str]) -> Any:
        """The number of each text, new ones where it is unknown."""
        ask = list(dict.fromkeys(t for t in texts if t not in self.new))
        known: dict[str, int] = {}
        if len(self.kept) and ask:
            places = pc.index_in(pa.array(ask, pa.string()), value_set=self.kept).to_pylist()
            known = {t: p for t, p in zip(ask, places, strict=True) if p is not None}
        for text in ask:
            if text not in known:
                self.new[text] = len(self)
                self._order.append(text)
        new = self.new
        return np.array([known[t] if t in known else new[t] for t in texts], np.int32)

    def find(self, texts: list[str]) -> list[int | None]:
        """The number of each text that has one."""
        if not texts:
            return []
        places = pc.index_in(pa.array(texts, pa.string()), value_set=self.kept).to_pylist() if len(self.kept) else [None] * len(texts)
        return [self.new.get(t) if p is None else p for t, p in zip(texts, places, strict=True)]

    def text(self, code: int) -> str:
        """The text of a number."""
        if code < len(self.kept):
            return str(self.kept[code].as_py())
        return self._order[code - len(self.kept)]

    def all(self) -> pa.Array:
        """Every text in order of its number; the very array that was kept where none is new."""
        if self.new:
            self.kept = pa.concat_arrays([self.kept, pa.array(self._order, pa.string())])
            self.new, self._order = {}, []
        return self.kept
