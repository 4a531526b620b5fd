"""Compile the forms of times.toml: classes, phrases, optional words, attached letters.

A form becomes a sequence of items; every form and phrase knows which classes of words may begin it, so most words
of a text cost one table look-up. ``times_match`` matches.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from .letters import MARKS, fold, quote
from .numbers import Numbers
from .records import KhabarError

Fields = Mapping[str, Any]
ARTICLE = "ال"
_REMEMBERED = 20_000     # answers to which forms are possible
PREFIXES = ("و", "ف", "ب", "ل", "ك", "وب", "ول", "وك", "فب", "فل")
BUILTINS = ("number", "the_number", "day", "ordinal", "year", "numdate", "shortdate", "dayrange", "yearrange", "clock")


@dataclass(frozen=True, slots=True)
class Sense:
    """One class that a word belongs to: attached letters before it, further words of its name, what it says."""

    bit: int
    prefix: str
    rest: tuple[str, ...]
    fields: Fields
    exact: str = ""
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One place of a form."""

    cores: tuple[int, ...]
    phrases: tuple[str, ...]
    prefix: str = ""
    label: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """One sequence of items with what matching it says."""

    rule: str
    items: tuple[Item, ...]
    sets: Fields
    rename: Mapping[str, str]
    mark: bool = False
    after: frozenset[str] = frozenset()
    not_after: frozenset[str] = frozenset()
    not_before: frozenset[str] = frozenset()


@dataclass(slots=True)
class Grammar:
    """Compiled forms and the words that may stand in them. Fill with ``add_word`` and ``add_rule``, then ``finish``."""

    numbers: Numbers
    bits: dict[str, int] = field(default_factory=dict)
    lexicon: dict[str, tuple[Sense, ...]] = field(default_factory=dict)
    masks: dict[str, int] = field(default_factory=dict)
    phrases: dict[str, list[Form]] = field(default_factory=dict)
    rules: list[Form] = field(default_factory=list)
    _direct: dict[str, list[Sense]] = field(default_factory=dict)
    _starts: dict[str, int] = field(default_factory=dict)
    _rules_of: dict[tuple[int, int], tuple[Form, ...]] = field(default_factory=dict)
    _begun_by: dict[int, tuple[Form, ...]] = field(default_factory=dict)
    _rule_masks: list[int] = field(default_factory=list)
    _item_starts: dict[int, int] = field(default_factory=dict)
    _needs: dict[int, tuple[int, ...]] = field(default_factory=dict)
    builtins: dict[int, str] = field(default_factory=dict)

    def bit(self, name: str) -> int:
        """The bit of a class or, as ``=word``, of a plain word."""
        return self.bits.setdefault(name, 1 << len(self.bits))

    def add_word(self, text: str, name: str, fields: Fields, *, exact: bool = False, alone: bool = False) -> None:
        """One word or name of several words as a member of a class; ``alone`` takes no letters before it but «و»."""
        first, *rest = fold(text).split()
        spelled = MARKS.sub("", text.split()[0]) if exact else ""
        sense = Sense(self.bit(name), "", tuple(rest), fields, spelled, alone)
        if sense not in self._direct.setdefault(first, []):
            self._direct[first].append(sense)

    def add_phrase(self, row: Mapping[str, Any]) -> None:
        self.phrases.setdefault(row["name"], []).extend(self._forms(row))

    def add_rule(self, row: Mapping[str, Any]) -> None:
        self.rules.extend(self._forms(row))

    def add_none(self, text: str) -> None:
        """A sequence of plain words that is no time."""
        self.rules.insert(0, Form("", tuple(self._item(w, text) for w in text.split()), {}, {}))

    def _forms(self, row: Mapping[str, Any]) -> Iterator[Form]:
        if extra := set(row) - {"name", "forms", "sets", "rename", "mark", "after", "not_after", "not_before"}:
            raise KhabarError(f"times.toml, {row.get('name')!r}: unknown keys {sorted(extra)}; keys are forms, sets, rename, mark, after, not_after, not_before")
        for text in row["forms"]:
            items = tuple(self._item(part, text) for part in text.split())
            near = (frozenset(fold(w) for w in row.get(key, ())) for key in ("after", "not_after", "not_before"))
            yield Form(row["name"], items, row.get("sets", {}), row.get("rename", {}), row.get("mark", False), *near)

    def _item(self, text: str, form: str) -> Item:
        prefix, _, core = text.partition("+") if "+" in text[1:] else ("", "", text)
        label, _, core = core.rpartition(":") if ":" in core and core != ":" else ("", "", core)
        optional = core.endswith("?") and len(core) > 1
        core = core[:-1] if optional else core
        cores, phrases = [], []
        for name in core.split("|"):
            if name.startswith("<") and name.endswith(">"):
                phrases.append(name[1:-1])
            elif name.isascii() and name.replace("_", "").isalnum() and name[0].isalpha():
                cores.append(self.bit(name))
            elif not name:
                raise KhabarError(f"times.toml: {quote(form)} has an empty place; write words parted by single spaces")
            else:
                self.add_word(name, "=" + fold(name), {})
                cores.append(self.bit("=" + fold(name)))
        return Item(tuple(cores), tuple(phrases), prefix, label, optional)

    def finish(self) -> None:
        """Make the tables that matching uses. Raises KhabarError for a class or phrase that nothing fills."""
        filled = {s.bit for senses in self._direct.values() for s in senses} | {self.bit(b) for b in BUILTINS}
        for form in [*self.rules, *(f for forms in self.phrases.values() for f in forms)]:
            for item in form.items:
                for name in item.phrases:
                    if name not in self.phrases:
                        raise KhabarError(f"times.toml, {form.rule!r}: no phrase <{name}>; phrases are {sorted(self.phrases)}")
                if any(c not in filled for c in item.cores):
                    empty = [n for n, b in self.bits.items() if b in item.cores and b not in filled]
                    raise KhabarError(f"times.toml, {form.rule!r}: nothing is of class {empty}; add words or mend the name")
        for word, senses in self._direct.items():
            for form_, prefix in _attached(word):
                if prefix and form_ in self._direct:
                    continue
                fitting = (s if not prefix else replace(s, prefix=prefix) for s in senses if not s.alone or prefix in ("", "و"))
                self.lexicon[form_] = (*self.lexicon.get(form_, ()), *fitting)
        self.masks = {word: _union(s.bit for s in senses) for word, senses in self.lexicon.items()}
        self.builtins = {self.bit(name): name for name in BUILTINS}
        self._rule_masks = [self._start(form.items, ()) for form in self.rules]
        for form in [*self.rules, *(f for forms in self.phrases.values() for f in forms)]:
            for item in form.items:
                self._item_starts[id(item)] = self._start((item,), ())
            self._needs[id(form)] = tuple(self._item_starts[id(item)] for item in form.items if not item.optional)

    def _start(self, items: Sequence[Item], seen: tuple[str, ...]) -> int:
        mask = 0
        for item in items:
            mask |= _union(item.cores)
            for name in item.phrases:
                if name in seen:
                    raise KhabarError(f"times.toml: phrase <{name}> begins with itself; put a word before it")
                if name not in self._starts:
                    self._starts[name] = _union(self._start(f.items, (*seen, name)) for f in self.phrases[name])
                mask |= self._starts[name]
            if not item.optional:
                break
        return mask

    def starts(self, item: Item) -> int:
        """The classes of words that may begin an item."""
        return self._item_starts[id(item)]

    def possible(self, form: Form, ahead: int) -> bool:
        """Whether words of these classes can fill every place of a form that must be filled."""
        return all(need & ahead for need in self._needs[id(form)])

    def may_begin(self, phrase: str, mask: int) -> bool:
        """Whether a word of these classes may begin a phrase."""
        return bool(self._starts.get(phrase, -1) & mask)

    def candidates(self, mask: int, ahead: int) -> tuple[Form, ...]:
        """The forms that a word of these classes may begin and that words of the classes ahead can fill."""
        if (known := self._rules_of.get((mask, ahead))) is not None:
            return known
        if len(self._rules_of) > _REMEMBERED:
            self._rules_of.clear()
        if mask not in self._begun_by:
            self._begun_by[mask] = tuple(f for f, m in zip(self.rules, self._rule_masks, strict=True) if m & mask)
        found = tuple(f for f in self._begun_by[mask] if self.possible(f, ahead))
        self._rules_of[mask, ahead] = found
        return found


def _union(bits: Iterable[int]) -> int:
    out = 0
    for bit in bits:
        out |= bit
    return out


def _attached(word: str) -> Iterator[tuple[str, str]]:
    yield word, ""
    if not word[0].isalpha():
        return
    for prefix in PREFIXES:
        if word.startswith(ARTICLE) and prefix.endswith("ل"):
            yield prefix + word[1:], prefix
        else:
            yield prefix + word, prefix
