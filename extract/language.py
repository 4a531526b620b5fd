"""Language data as a person wrote it: triggers, titles, cues and names, loaded once a folder.

Nothing here knows Arabic; it reads TOML and JSON Lines from ``lang/<code>/`` and, over it, from a
private folder of the same shape. Every problem names the file and the entry.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from .forms import Form, noun_forms, participle_forms, past_forms, present_forms
from .letters import fold, quote
from .records import ActorKind, KhabarError

LANG = Path(__file__).parent / "lang"
Table = Mapping[str, Any]


def read_toml(path: Path) -> dict[str, Any]:
    """A TOML file. Raises KhabarError that names it."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise KhabarError(f"{path}: not readable as TOML ({error}); mend the line it names") from error


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON Lines file. Raises KhabarError that names file and line."""
    out = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if line.strip():
            try:
                out.append(json.loads(line))
            except json.JSONDecodeError as error:
                raise KhabarError(f"{path}, line {number}: not JSON ({error.msg}); one object a line") from error
    return out


def listed(value: object) -> tuple[str, ...]:
    """A string or a list of strings as a tuple."""
    return (value,) if isinstance(value, str) else tuple(str(v) for v in value) if isinstance(value, list) else ()


def folded(values: object) -> frozenset[str]:
    return frozenset(fold(v) for v in listed(values))


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A sentence with what should be found in it; ``trigger`` None means that ``word`` is no trigger."""

    type: str
    text: str
    trigger: str | None
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    status: str | None = None
    word: str | None = None
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lemma:
    """A family of trigger words of one type, with the places where its roles stand.

    ``slots[pos][role]`` lists slots in order of preference; pos is verb or noun. ``then`` and its
    sisters are folded words that must or must not stand near.
    """

    id: str
    type: str
    head: str
    slots: Mapping[str, Mapping[str, tuple[str, ...]]]
    trust: Mapping[str, float]
    then: frozenset[str] = frozenset()
    before: frozenset[str] = frozenset()
    not_then: frozenset[str] = frozenset()
    not_before: frozenset[str] = frozenset()
    status: str | None = None
    gloss: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One gazetteer entry: whom or what a name means."""

    id: str
    name: str
    names: tuple[str, ...]
    kind: ActorKind
    en: str = ""
    state: str | None = None
    short: tuple[str, ...] = ()
    local: tuple[str, ...] = ()
    nisba: tuple[str, ...] = ()
    capital: str | None = None
    common: bool = False
    population: int = 0
    offices: tuple[Mapping[str, str | None], ...] = ()

    @property
    def wikidata(self) -> str | None:
        return self.id if self.id[:1] == "Q" and self.id[1:].isdecimal() else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """All that khabar knows of one language."""

    code: str
    folder: Path
    ontology: Table
    lemmas: tuple[Lemma, ...]
    defaults: Mapping[str, Mapping[str, Mapping[str, tuple[str, ...]]]]
    forms: Mapping[str, tuple[tuple[int, Form], ...]]
    examples: tuple[Example, ...]
    entries: tuple[Entry, ...]
    tables: Mapping[str, Table]

    @property
    def types(self) -> tuple[str, ...]:
        return tuple(self.ontology["types"])

    @property
    def done_by(self) -> frozenset[str]:
        """Types of events that are told with someone who does them (``casting.toml`` lists those that often are not)."""
        return frozenset(self.types) - self.symmetric - frozenset(self.table("casting").get("without_doer", ()))

    @property
    def symmetric(self) -> frozenset[str]:
        return frozenset(self.ontology["symmetric"])

    def table(self, name: str) -> Table:
        """A data file by its name without ending, empty where there is none."""
        return self.tables.get(name, {})


_KEYS = {
    "past", "present", "passive_past", "passive_present", "noun", "plural", "active", "passive", "then", "before", "not_then",
    "not_before", "trust", "verb_trust", "noun_trust", "participle_trust", "status", "gloss", "verb_source", "verb_target",
    "verb_place", "noun_source", "noun_target", "noun_place",
}  # fmt: skip


def lemma_forms(row: Table) -> Iterable[Form]:
    """All forms of one [[lemmas]] or cue entry."""
    if past := row.get("past"):
        yield from past_forms(past)
    if present := row.get("present"):
        yield from present_forms(present, hollow=str(row.get("past", ""))[-2:-1] == "ا")
    if past := row.get("passive_past"):
        yield from past_forms(past, passive=True)
    if present := row.get("passive_present"):
        yield from present_forms(present, passive=True)
    for noun in listed(row.get("noun")):
        yield from noun_forms(noun)
    for plural in listed(row.get("plural")):
        yield from noun_forms(plural, number="p")
    for key in ("active", "passive"):
        for participle in listed(row.get(key)):
            yield from participle_forms(participle)


def _slots(row: Table, defaults: Table) -> dict[str, dict[str, tuple[str, ...]]]:
    return {
        pos: {role: listed(row.get(f"{pos}_{role}", defaults.get(f"{pos}_{role}", []))) for role in ("source", "target", "place")}
        for pos in ("verb", "noun")
    }


def _lemma(row: Table, *, type: str, defaults: Table, where: str) -> Lemma:
    if extra := set(row) - _KEYS:
        raise KhabarError(f"{where}: unknown keys {sorted(extra)}; keys are {sorted(_KEYS)}")
    head = next((listed(row[k])[0] for k in ("past", "noun", "active", "passive", "plural") if row.get(k)), "")
    if not head:
        raise KhabarError(f"{where}: no past, noun or participle; a lemma needs one")
    if bool(row.get("past")) != bool(row.get("present")):
        raise KhabarError(f"{where}: {quote(head)} has only one of past and present; a verb needs both")
    trust = float(row.get("trust", 0.8))
    return Lemma(
        id=f"{type}:{head}", type=type, head=head, slots=_slots(row, defaults),
        trust={p: float(row.get(f"{p}_trust", trust)) for p in ("verb", "noun", "participle")},
        then=folded(row.get("then")), before=folded(row.get("before")), not_then=folded(row.get("not_then")),
        not_before=folded(row.get("not_before")), status=row.get("status"), gloss=str(row.get("gloss", "")),
    )  # fmt: skip


def _examples(data: Table, *, type: str, where: str) -> Iterable[Example]:
    for n, row in enumerate(data.get("examples", ()), 1):
        roles = {role: listed(row.get(role)) for role in ("source", "target", "place", "reported_by") if row.get(role)}
        yield Example(type=type, text=row["text"], trigger=row["trigger"], roles=roles, status=row.get("status"), where=f"{where}, example {n}")
    for n, row in enumerate(data.get("counterexamples", ()), 1):
        yield Example(type=type, text=row["text"], trigger=None, word=row["word"], where=f"{where}, counterexample {n}")


def _entry(row: Table, where: str) -> Entry:
    try:
        return Entry(
            id=row["id"], name=row["name"], names=listed(row.get("names")), kind=row["kind"], en=row.get("en", ""),
            state=row.get("iso") or row.get("state") or row.get("country"), short=listed(row.get("short")),
            local=listed(row.get("local")), nisba=listed(row.get("nisba")), capital=row.get("capital") if isinstance(row.get("capital"), str) else None,
            common=bool(row.get("common")), population=int(row.get("population") or 0), offices=tuple(row.get("offices", ())),
        )  # fmt: skip
    except KeyError as error:
        raise KhabarError(f"{where}: {error} is missing; see the README beside the gazetteer") from error


def _folders(code: str, overlay: Path | None) -> list[Path]:
    folder = LANG / code
    if not folder.is_dir():
        known = ", ".join(sorted(p.name for p in LANG.iterdir() if p.is_dir()))
        raise KhabarError(f"no language {code!r}; there are: {known}")
    if overlay is not None and not overlay.is_dir():
        raise KhabarError(f"{overlay}: no such folder of language data; give one that looks like {folder}")
    return [folder, *([overlay] if overlay else [])]


@lru_cache(maxsize=4)
def load_language(code: str = "ar", *, overlay: Path | None = None) -> Language:
    """The language data of ``lang/<code>``, with a private folder of the same shape laid over it.

    Entries of the overlay are added; a gazetteer entry or a table of the same id or name replaces ours.
    Raises KhabarError where a file cannot be understood.
    """
    lemmas: list[Lemma] = []
    forms: dict[str, list[tuple[int, Form]]] = {}
    examples: list[Example] = []
    entries: dict[str, Entry] = {}
    tables: dict[str, Table] = {}
    defaults: dict[str, dict[str, dict[str, tuple[str, ...]]]] = {}
    folders = _folders(code, overlay)
    tables["kinds"] = read_toml(LANG / "kinds.toml")
    ontology = json.loads((LANG / "ontology.json").read_text("utf-8"))
    for folder in folders:
        for path in sorted((folder / "events").glob("*.toml")):
            data = read_toml(path)
            if data.get("type") not in ontology["types"]:
                raise KhabarError(f"{path}: type {data.get('type')!r} is none of {', '.join(ontology['types'])}")
            if "defaults" in data:
                defaults[data["type"]] = _slots({}, data["defaults"])
            for n, row in enumerate(data.get("lemmas", ()), 1):
                lemma = _lemma(row, type=data["type"], defaults=data.get("defaults", {}), where=f"{path}, lemma {n}")
                for form in lemma_forms(row):
                    forms.setdefault(form.text, []).append((len(lemmas), form))
                lemmas.append(lemma)
            examples += _examples(data, type=data["type"], where=str(path.name))
        for path in sorted((folder / "gazetteer").glob("*.jsonl")):
            entries |= {e.id: e for n, row in enumerate(read_jsonl(path), 1) if (e := _entry(row, f"{path}, line {n}"))}
        for path in sorted(folder.glob("*.toml")):
            tables[path.stem] = {**tables.get(path.stem, {}), **read_toml(path)}
    return Language(
        code=code, folder=folders[0], ontology=ontology, lemmas=tuple(lemmas), defaults=defaults,
        forms={text: tuple(found) for text, found in forms.items()}, examples=tuple(examples),
        entries=tuple(entries.values()), tables=tables,
    )  # fmt: skip
