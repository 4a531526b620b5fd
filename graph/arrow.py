"""Frozen records as Arrow rows and back, without loss: the schema follows from the dataclasses' own types.

Strings, whole numbers, fractions, yes or no, days; None where a type allows it; tuples of one type become
lists, pairs become structs, records become structs. Anything else is a TypeError when the schema is made.
"""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import pyarrow as pa

R = TypeVar("R")
_PLAIN: dict[Any, pa.DataType] = {
    str: pa.string(),
    int: pa.int64(),
    float: pa.float64(),
    bool: pa.bool_(),
    date: pa.date32(),
}


def schema_of(record: type) -> pa.Schema:
    """The Arrow schema of a record type."""
    return pa.schema(list(_arrow(record)))


def to_row(record: Any) -> dict[str, Any]:
    """A record as plain values that fit its schema."""
    encoded: dict[str, Any] = _encode(record)
    return encoded


def from_row(kind: type[R], row: dict[str, Any]) -> R:
    """The record that a row of its schema holds."""
    hint: Any = kind
    decode = _decoder(hint)
    if decode is None:
        raise TypeError(f"{kind!r} is no record")
    record: R = decode(row)
    return record


@cache
def _hints(kind: type) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {f.name: hints[f.name] for f in fields(kind)}


def _without_none(hint: Any) -> Any:
    if get_origin(hint) in (Union, types.UnionType):
        inner = [a for a in get_args(hint) if a is not type(None)]
        if len(inner) == 1:
            return inner[0]
    return hint


@cache
def _arrow(hint: Any) -> pa.DataType:
    hint = _without_none(hint)
    if hint in _PLAIN:
        return _PLAIN[hint]
    if get_origin(hint) is Literal:
        return pa.string()
    if get_origin(hint) is tuple:
        inner = get_args(hint)
        if len(inner) == 2 and inner[1] is Ellipsis:
            return pa.list_(_arrow(inner[0]))
        return pa.struct([(f"f{i}", _arrow(t)) for i, t in enumerate(inner)])
    if is_dataclass(hint) and isinstance(hint, type):
        return pa.struct([(name, _arrow(t)) for name, t in _hints(hint).items()])
    raise TypeError(f"no Arrow type for {hint!r}")


def _encode(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        hints = _hints(type(value))
        return {name: _encode_as(hint, getattr(value, name)) for name, hint in hints.items()}
    return value


def _encode_as(hint: Any, value: Any) -> Any:
    hint = _without_none(hint)
    if value is None or hint in _PLAIN or get_origin(hint) is Literal:
        return value
    if get_origin(hint) is tuple:
        inner = get_args(hint)
        if inner[1] is Ellipsis:
            return [_encode_as(inner[0], v) for v in value]
        return {f"f{i}": _encode_as(t, v) for i, (t, v) in enumerate(zip(inner, value, strict=True))}
    return _encode(value)


@cache
def _decoder(hint: Any) -> Callable[[Any], Any] | None:
    """What makes a value of its Arrow form; None where the form is the value. Made once a type, for millions of rows."""
    hint = _without_none(hint)
    if hint in _PLAIN or get_origin(hint) is Literal:
        return None
    if get_origin(hint) is tuple:
        inner = get_args(hint)
        return _list_decoder(inner[0]) if inner[1] is Ellipsis else _pair_decoder(inner)
    parts = [(name, _decoder(t)) for name, t in _hints(hint).items()]

    def decode(value: Any) -> Any:
        if value is None:
            return None
        return hint(**{name: part(value[name]) if part else value[name] for name, part in parts})

    return decode


def _list_decoder(hint: Any) -> Callable[[Any], Any]:
    part = _decoder(hint)
    if part is None:
        return lambda value: None if value is None else tuple(value)
    return lambda value: None if value is None else tuple([part(v) for v in value])


def _pair_decoder(hints: tuple[Any, ...]) -> Callable[[Any], Any]:
    parts = [(f"f{i}", _decoder(t)) for i, t in enumerate(hints)]
    if all(part is None for _, part in parts):
        names = [name for name, _ in parts]
        return lambda value: None if value is None else tuple([value[n] for n in names])
    return lambda value: None if value is None else tuple([part(value[n]) if part else value[n] for n, part in parts])
