"""What an analyst decided, kept in ``DIR/analyst.toml``: it outlives every rebuild and can be undone.

Things are named by what does not change: an id of Wikidata or the gazetteer, or the letters of an article
("ARTICLE@12-20"). The file is the analyst's own: khabar adds to it and marks what was undone, and never
rewrites the rest.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any, Literal, get_args

from extract.letters import quote
from extract.records import KhabarError, digest

from .atomic import write_text

NAME = "analyst.toml"
About = Literal["actor", "event", "mention"]
Ruling = Literal["same", "different", "wrong", "set"]
ROLES = ("source", "target", "place")
VALUES = ("type", "status", "start", "end", *ROLES)
_HEADER = re.compile(r"\s*\[\[\s*decisions\s*\]\]")
_ANCHOR = re.compile(r"(?s)(.+)@(\d+)-(\d+)")
_TOP = "# What was decided by hand. khabar adds to this file and keeps what stands in it; see: khabar decide --help\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One decision of an analyst.

    ``left`` and ``right`` are ids or anchors; a decision about a mention has only ``left``, an anchor. What is set
    is not None. ``where`` says file and line.
    """

    about: About
    verdict: Ruling
    left: str
    right: str | None = None
    type: str | None = None
    status: str | None = None
    start: date | None = None
    end: date | None = None
    source: tuple[str, ...] | None = None
    target: tuple[str, ...] | None = None
    place: tuple[str, ...] | None = None
    why: str = ""
    by: str = "analyst"
    undone: bool = field(default=False, compare=False)
    where: str = field(default="", compare=False)

    @property
    def id(self) -> str:
        """By which it can be undone."""
        pair = sorted((self.left, self.right or ""))
        values = (getattr(self, name) for name in VALUES)
        return "d-" + digest(self.about, self.verdict, *pair, *values, length=8)

    @property
    def values(self) -> dict[str, Any]:
        """What a correction sets."""
        return {name: value for name in VALUES if (value := getattr(self, name)) is not None}

    @property
    def told(self) -> str:
        """The decision in words, as exports show it."""
        if self.verdict in ("same", "different"):
            said = f"{'same as' if self.verdict == 'same' else 'not'} {self.right}"
        else:
            said = "; ".join(f"{k} = {_plain(v)}" for k, v in self.values.items()) or "wrong"
        return f"{said}{': ' + self.why if self.why else ''} ({self.by}, {self.id})"


def _plain(value: object) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def anchor(article: str, start: int, end: int) -> str:
    """How a decision names letters of an article."""
    return f"{article}@{start}-{end}"


def anchored(ref: str) -> tuple[str, int, int] | None:
    """The article and span that a reference names, or None where it is an id."""
    found = _ANCHOR.fullmatch(ref)
    return (found[1], int(found[2]), int(found[3])) if found else None


def load(folder: Path) -> tuple[Word, ...]:
    """The decisions of a folder, those that were undone left out. Raises KhabarError that names file and line."""
    return tuple(w for w in everything(folder) if not w.undone)


def everything(folder: Path) -> list[Word]:
    """All decisions of a folder, in the order of the file."""
    path = folder / NAME
    try:
        text = path.read_bytes().decode("utf-8-sig")
        told = tomllib.loads(text)
    except FileNotFoundError:
        return []
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise KhabarError(f"{path}: not TOML ({error}); mend that line") from error
    if unknown := sorted(set(told) - {"decisions"}):
        raise KhabarError(f"{path}: {unknown[0]!r} means nothing here; decisions stand under [[decisions]]")
    rows = told.get("decisions", [])
    lines = [n for n, line in enumerate(text.splitlines(), 1) if _HEADER.match(line)]
    if not isinstance(rows, list) or len(lines) != len(rows):
        raise KhabarError(f"{path}: write each decision under its own line [[decisions]]")
    return [_word(row, f"{path}, line {line}") for row, line in zip(rows, lines, strict=True)]


def _word(row: Mapping[str, Any], where: str) -> Word:
    known = {f.name for f in fields(Word)} - {"where"} | {"mention"}
    if unknown := sorted(set(row) - known):
        raise KhabarError(f"{where}: {unknown[0]!r} means nothing; a decision has {', '.join(sorted(known))}")
    given = {k: tuple(v) if k in ROLES and isinstance(v, list) else v for k, v in row.items() if k != "mention"}
    if "mention" in row:
        given = {"about": "mention", **given, "left": row["mention"]}
    for name in ("about", "verdict", "left"):
        if not isinstance(given.get(name), str):
            raise KhabarError(f"{where}: {name} is missing; write it as text")
    return checked(Word(**{**given, "where": where}))  # type: ignore[arg-type]  # checked next


def checked(word: Word) -> Word:
    """The decision itself where it makes sense. Raises KhabarError where it does not."""
    where = word.where or "the decision"
    if word.about not in get_args(About) or word.verdict not in get_args(Ruling):
        raise KhabarError(f"{where}: {word.verdict} about {word.about}: verdicts are same and different of two actors or two events, wrong and set of a mention")
    if (word.about == "mention") != (word.verdict in ("wrong", "set")):
        raise KhabarError(f"{where}: {word.verdict} about {word.about}: two actors or events are same or different, a mention is wrong or set")
    for name in (*ROLES, "left", "right", "type", "status", "why", "by"):
        value = getattr(word, name)
        texts = value if name in ROLES and isinstance(value, tuple) else (value,)
        if value is not None and not all(isinstance(t, str) for t in texts):
            raise KhabarError(f"{where}: {name} is {value!r}; write {'a list of texts' if name in ROLES else 'text'}")
    for name in ("start", "end"):
        value = getattr(word, name)
        if value is not None and type(value) is not date:
            raise KhabarError(f"{where}: {name} is {value!r}; write a day such as 2024-05-01, without quotation marks")
    if word.about == "mention":
        if anchored(word.left) is None:
            raise KhabarError(f"{where}: {quote(word.left)} names no letters; write ARTICLE@START-END as in mentions.csv")
        if bool(word.values) != (word.verdict == "set"):
            raise KhabarError(f"{where}: set what? give {', '.join(VALUES)}; what is wrong as a whole has none of them")
    elif word.right is None or word.right == word.left:
        raise KhabarError(f"{where}: {word.verdict} as what? left and right are two different references")
    if word.start and word.end and word.start > word.end:
        raise KhabarError(f"{where}: it ends ({word.end}) before it starts ({word.start})")
    return word


def append(folder: Path, words: Sequence[Word], *, notes: Sequence[str] = ()) -> Path:
    """Add decisions to a folder's file; ``notes`` become comments before them."""
    path = folder / NAME
    old = path.read_bytes().decode("utf-8-sig") if path.exists() else _TOP
    added = "".join(f"\n{_comment(n)}{_toml(w)}" for n, w in zip((*notes, *("",) * len(words)), words, strict=False))
    return write_text(path, old.rstrip("\n") + "\n" + added)


def undo(folder: Path, ident: str) -> Word:
    """Mark a decision as undone; its text stays. Raises KhabarError where there is none."""
    words = everything(folder)
    found = next((w for w in words if w.id == ident and not w.undone), None)
    if found is None:
        listed = ", ".join(w.id for w in words if not w.undone) or "none"
        raise KhabarError(f"{folder / NAME}: no decision {ident!r} stands there; those that do: {listed}")
    lines = (folder / NAME).read_bytes().decode("utf-8-sig").splitlines()
    at = int(found.where.rpartition(" ")[2])
    block = next((n for n in range(at, len(lines)) if _HEADER.match(lines[n])), len(lines))
    kept = [line for line in lines[at:block] if not re.match(r"\s*undone\s*=", line)]
    write_text(folder / NAME, "\n".join([*lines[:at], "undone = true", *kept, *lines[block:]]) + "\n")
    return found


def _comment(note: str) -> str:
    return f"# {' '.join(note.split())}\n" if note else ""


def _toml(word: Word) -> str:
    rows: list[tuple[str, Any]] = [("about", word.about), ("verdict", word.verdict)]
    rows += [("mention" if word.about == "mention" else "left", word.left), ("right", word.right), *word.values.items()]
    rows += [("why", word.why or None), ("by", word.by)]
    return "[[decisions]]\n" + "".join(f"{k} = {_value(v)}\n" for k, v in rows if v is not None)


def _value(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return "[" + ", ".join(_value(v) for v in value) + "]"
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")


def contradiction(words: Iterable[Word]) -> None:
    """Raises KhabarError where two corrections of one mention cannot both be."""
    held: dict[tuple[str, str], Word] = {}
    wrong: dict[str, Word] = {}
    for word in words:
        if word.about != "mention":
            continue
        for name in word.values or ("",):
            other = wrong.get(word.left) if name else next((w for (left, _), w in held.items() if left == word.left), None)
            same = held.get((word.left, name)) if name else None
            if same is not None and getattr(same, name) != getattr(word, name):
                other = same
            if other is not None:
                raise KhabarError(f"{word.where}: contradicts {other.where} about {quote(word.left)} ({word.told} against {other.told}); undo one of them")
            if name:
                held[(word.left, name)] = word
            else:
                wrong[word.left] = word
