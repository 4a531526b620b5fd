"""Check language data as ``khabar check ar`` does: letters, shape, duplicates, examples.

Returns problems as lines that say where, what was seen and what to write; an empty list is a pass.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .language import Example, Language, load_language, read_jsonl, read_toml
from .letters import fold, quote
from .records import Article, Reading
from .times_check import time_problems

_PLAIN = {"ی": "ي", "ک": "ك", "ە": "ه", "ہ": "ه", "ھ": "ه", "ے": "ي"}
_MARKS = {chr(c) for c in (*range(0x64B, 0x660), 0x670, 0x640)}


def letter_problem(text: str) -> str | None:
    """What is wrong with the letters of an Arabic string of the language data, if anything."""
    for letter in text:
        if letter in _PLAIN:
            return f"{quote(text)} holds {unicodedata.name(letter)}; write {quote(text.replace(letter, _PLAIN[letter]))} instead"
        if "\ufb50" <= letter <= "\ufefc":
            return f"{quote(text)} holds {unicodedata.name(letter)}; write {quote(unicodedata.normalize('NFKC', text))} instead"
        if letter in _MARKS:
            return f"{quote(text)} holds {unicodedata.name(letter)}; write it without"
    if text != text.strip() or "  " in text:
        return f"{quote(text)} has white space at its ends or twice inside; write it once"
    return None


def _strings(value: Any, where: str, *, free: bool = False) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        if not free:
            yield where, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _strings(inner, f"{where}, {key}", free=key in ("text", "gloss", "en", "separator"))
    elif isinstance(value, list):
        for n, inner in enumerate(value, 1):
            yield from _strings(inner, f"{where} {n}")


def letters(folder: Path) -> list[str]:
    """Problems of letters in every data file of a language folder."""
    out = []
    for path in sorted(folder.rglob("*.toml")):
        out += [f"{where}: {p}" for where, text in _strings(read_toml(path), str(path.relative_to(folder))) if (p := letter_problem(text))]
    for path in sorted(folder.rglob("*.jsonl")):
        for n, row in enumerate(read_jsonl(path), 1):
            where = f"{path.relative_to(folder)}, line {n}"
            out += [f"{w}: {p}" for w, text in _strings(row, where) if (p := letter_problem(text))]
    return out


def duplicates(language: Language) -> list[str]:
    """Families of one type that stand twice under the same conditions."""
    seen: dict[tuple[object, ...], str] = {}
    out = []
    for lemma in language.lemmas:
        key = (lemma.id, lemma.then, lemma.before, lemma.not_then, lemma.not_before)
        if key in seen:
            out.append(f"events/{lemma.type}.toml: {quote(lemma.head)} stands twice; keep one, or tell them apart by then or before")
        seen[key] = lemma.head
    return out


def _said(reading: Reading, ids: tuple[str, ...]) -> set[str]:
    """How actors are named in the text, folded; "للصحفيين" also as "الصحفيين", since joining hides the article."""
    names = {fold(reading.article.letters[m.start : m.end]) for i in ids for m in reading.actor(i).mentions}
    return names | {"ا" + n[1:] if n.startswith("لل") else n for n in names}


def example_problem(reader: Any, example: Example) -> str | None:
    """What a reader gets wrong in an example, if anything."""
    (reading,) = reader.read([Article(id="example", title="", text=example.text)])
    letters_ = reading.article.letters
    if example.trigger is None:
        for event in reading.events:
            if event.type == example.type and fold(letters_[slice(*event.trigger)]) == fold(example.word or ""):
                return f"{quote(example.word or '')} was read as {event.type}; it should not be"
        return None
    found = [e for e in reading.events if e.type == example.type and letters_[slice(*e.trigger)] == example.trigger]
    if not found:
        seen = ", ".join(f"{letters_[slice(*e.trigger)]} {e.type}" for e in reading.events) or "nothing"
        return f"no {example.type} at {quote(example.trigger)}; seen: {seen}"
    event = found[0]
    symmetric = example.type in reader.language.symmetric
    want_source, want_target = example.roles.get("source", ()), example.roles.get("target", ())
    pairs = [("source", event.source, want_source), ("target", event.target, want_target)]
    if symmetric:
        pairs = [("source", (*event.source, *event.target), (*want_source, *want_target))]
    elif example.type == "visit":
        pairs[1] = ("target", (*event.target, *event.place), (*want_target, *example.roles.get("place", ())))
    for role, ids, wanted in pairs:
        got = [_said(reading, (i,)) for i in ids]
        missing = [w for w in wanted if not any(_near(fold(w), names) for names in got)]
        extra = [sorted(names)[0] for names in got if not any(_near(fold(w), names) for w in wanted)]
        if missing or extra:
            return f"{role} of {quote(example.trigger)}: missing {missing}, not wanted {extra}"
    if example.status and event.status != example.status:
        return f"status of {quote(example.trigger)} is {event.status}; it should be {example.status}"
    return None


def _near(wanted: str, names: set[str]) -> bool:
    return any(wanted == n or wanted in n or (n in wanted and len(n) > 3) for n in names)


def examples(language: Language, reader: Any) -> list[str]:
    """Every example that the reader does not read as its file says."""
    return [f"{e.where}: {p}" for e in language.examples if (p := example_problem(reader, e))]


def check(code: str = "ar", *, overlay: Path | None = None, reader: Any = None) -> list[str]:
    """All problems of a language's data. ``reader`` runs the examples; without one it is loaded."""
    language = load_language(code, overlay=overlay)
    out = letters(language.folder) + (letters(overlay) if overlay else []) + duplicates(language)
    if reader is None:
        from .pipeline import load

        reader = load(code, overlay=overlay)
    return out + time_problems(language) + examples(language, reader)
