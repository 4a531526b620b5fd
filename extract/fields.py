"""Records of any shape to the six fields of an article: synonyms, nesting, values that are no plain text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from .cues import Cues, plain_name

_TAGS = re.compile(r"<(?:p|br|div|span|a|strong|b|h[1-6]|ul|li|img|figure|em|blockquote)\b[^>]{0,2000}>|</[a-z][a-z0-9]{0,10}>", re.IGNORECASE)
_BREAKING = re.compile(r"</?(?:p|br|div|h[1-6]|ul|ol|li|figure|blockquote|tr|section|article)\b[^>]{0,2000}>", re.IGNORECASE)
_SILENT = re.compile(r"<(script|style)\b.*?</\1\s*>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
_ANY = re.compile(r"<[a-zA-Z/!][^<>]{0,4000}>")
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{2,6}|#x[0-9a-fA-F]{2,5});")
_SPACE = re.compile(r"\s")    # each letter of a title keeps its place
_TEXT_PARTS = ("text", "content", "value", "rendered", "plain", "__cdata", "#text", "$")
DEPTH = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """The fields of one record as text; ``published`` as it was written."""

    text: str
    title: str = ""
    id: str | None = None
    url: str | None = None
    outlet: str | None = None
    published: Any = None
    kind: str | None = None


def plain(text: str) -> str:
    """Letters of a value that may hold HTML: paragraphs on lines of their own, tags and entities resolved.

    >>> plain("<p>خبر &quot;أول&quot;</p><p>خبر ثان</p>")
    'خبر "أول"\\nخبر ثان'
    """
    if _TAGS.search(text):
        text = _ANY.sub("", _BREAKING.sub("\n", _SILENT.sub("", text)))
        text = re.sub(r"[ \t]*\n\s*", "\n", html.unescape(text))
    elif _ENTITY.search(text):
        text = html.unescape(text)
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()


def raw_record(record: Mapping[str, Any], cues: Cues) -> Raw | None:
    """The fields of a record, or None where it has neither a text nor the word that it is a headline."""
    names = {plain_name(str(key)): value for key, value in reversed(list(record.items()))}

    def find(field: str) -> str | None:
        first = _TEXT_PARTS if field in ("text", "summary") else ("name", "title", *_TEXT_PARTS)
        found = (as_text(names[known], first) for known in cues.fields[field] if known in names)
        return next((value for value in found if value), None)

    title, text = find("title") or "", find("text")
    kind = find("kind")
    if text is None and title and kind != "headline":
        text = find("summary")
    if text is None and not (kind == "headline" and title):
        return None
    published = next((names[n] for n in cues.fields["published"] if names.get(n) not in (None, "", [], {})), None)
    if isinstance(published, Mapping):
        published = next(iter(published.values()), None)
    return Raw(
        text=text or "", title=_SPACE.sub(" ", title).strip(), id=find("id"), url=find("url"), outlet=find("outlet"), published=_day(published), kind=kind
    )  # fmt: skip


def _day(value: Any) -> Any:
    return value if isinstance(value, (int, float, str, date, datetime)) else None if value is None else str(value)


def as_text(value: Any, keys: tuple[str, ...] = _TEXT_PARTS) -> str | None:
    """A field's value as plain text: strings, numbers, lists of paragraphs, ``{"rendered": …}``; None for nothing.

    Args:
        keys: which member of an object is its text, the preferred one first.
    """
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, str):
        return plain(value) or None
    if isinstance(value, (int, float)):
        return None if value != value else str(int(value) if value == int(value) else value)
    if isinstance(value, (list, tuple)):
        return "\n".join(part for item in value if (part := as_text(item, keys))) or None
    if isinstance(value, Mapping):
        return next((part for key in keys if key in value and (part := as_text(value[key], keys))), None)
    return plain(str(value)) or None


def records(value: Any, cues: Cues, *, depth: int = DEPTH) -> Iterator[Mapping[str, Any]]:
    """The article records inside a JSON value, however they are wrapped.

    A record is an object with a text field. An object without one is opened: ``{"articles": [...]}``,
    ``{"data": {"items": [...]}}``; one that holds no record inside is a record without text.
    """
    if isinstance(value, list):
        for item in value:
            if isinstance(item, (list, Mapping)) and depth:
                yield from records(item, cues, depth=depth - 1)
            else:
                yield {"": item}
    elif not isinstance(value, Mapping):
        yield {"": value}
    elif _is_article(value, cues) or not (inner := [v for v in value.values() if _holds(v, cues, depth)]):
        yield value
    else:
        for item in inner:
            yield from records(item, cues, depth=depth - 1)


def _is_article(value: Mapping[str, Any], cues: Cues) -> bool:
    """Whether an object has a text of its own, or says that it is a headline."""
    names = {plain_name(str(key)): inner for key, inner in value.items()}
    if any(_is_text(names.get(n)) for n in cues.fields["text"]):
        return True
    titled = any(_is_text(names.get(n)) for n in cues.fields["title"])
    return titled and ("kind" in names or any(_is_text(names.get(n)) for n in cues.fields["summary"]))


def _is_text(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(isinstance(value.get(key), str) for key in _TEXT_PARTS) and len(value) <= 3 and not isinstance(value.get("title"), str)
    return isinstance(value, str) or (isinstance(value, list) and bool(value) and all(isinstance(item, str) for item in value))


def _holds(value: Any, cues: Cues, depth: int) -> bool:
    """Whether there is an object with a text somewhere inside a value, or a list of objects."""
    if depth <= 0:
        return False
    if isinstance(value, list):
        return any(isinstance(item, Mapping) for item in value)
    return isinstance(value, Mapping) and (_is_article(value, cues) or any(_holds(v, cues, depth - 1) for v in value.values()))


def seen_fields(record: Mapping[str, Any]) -> str:
    """The names of a record's fields, for a message."""
    listed = [str(key) for key in record if key]
    return ", ".join(listed[:8]) + (" …" if len(listed) > 8 else "") if listed else "no fields at all"
