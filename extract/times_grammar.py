"""Match the forms of times.toml against folded words: classes, phrases, optional words, attached letters.

A form is compiled once to items; every item knows which classes may begin it, so most words of a text
cost one table look-up. What matched comes back as fields: a mapping that the words and forms filled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from .letters import MARKS, fold, quote, words
from .numbers import Numbers, NumberWord, read_cardinal, read_ordinal
from .records import KhabarError

Fields = Mapping[str, Any]
ANY = "*"
ARTICLE = "ال"
_TATWEEL = "\u0640"     # a run of them alone is a dash («25 ــ 28 مايو»)
_DEFINITE = ARTICLE + "+"
PREFIXES = ("و", "ف", "ب", "ل", "ك", "وب", "ول", "وك", "فب", "فل")
BUILTINS = ("number", "the_number", "day", "ordinal", "year", "numdate", "shortdate", "dayrange", "yearrange", "clock")
_LETTERS_ALONE = frozenset({*PREFIXES, ARTICLE, *(p + ARTICLE for p in PREFIXES), "لل", "ولل", "فلل"})


@dataclass(frozen=True, slots=True)
class Sense:
    """One class that a word belongs to: attached letters before it, further words of its name, what it says."""

    bit: int
    prefix: str
    rest: tuple[str, ...]
    fields: Fields
    exact: str = ""
    alone: bool = False


@dataclass(slots=True)
class Token:
    """A word of the text on its way through the matcher."""

    start: int
    end: int
    word: str
    raw: str = ""
    mask: int = 0
    senses: tuple[Sense, ...] = ()
    prefix: str = ""
    article: bool = False
    broken: bool = False
    number: NumberWord | None = None


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


@dataclass(frozen=True, slots=True)
class Match:
    """Tokens ``first`` to ``last`` (half open) as one form reads them; rule "" means: no time."""

    first: int
    last: int
    rule: str
    fields: Fields


def merged(one: Fields, other: Fields) -> Fields | None:
    """Both together; None where they disagree."""
    if not one or not other:
        return one or other
    for key, value in other.items():
        if key in one and one[key] != value:
            return None
    return {**one, **other}


def _overridden(fields: Fields, form: Form) -> Fields:
    if not form.sets and not form.rename:
        return fields
    out = {form.rename.get(key, key): value for key, value in fields.items()}
    out |= form.sets
    return {key: value for key, value in out.items() if value != "none"}


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
    _rules_of: dict[int, tuple[Form, ...]] = field(default_factory=dict)
    _rule_masks: list[int] = field(default_factory=list)

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
        self._rule_masks = [self._start(form.items, ()) for form in self.rules]

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

    def candidates(self, mask: int) -> tuple[Form, ...]:
        """The forms that a word of these classes may begin."""
        if mask not in self._rules_of:
            self._rules_of[mask] = tuple(f for f, m in zip(self.rules, self._rule_masks, strict=True) if m & mask)
        return self._rules_of[mask]

    # ── tokens ──

    def tokens(self, letters: str, start: int, end: int) -> list[Token]:
        """The words of a stretch of text with their classes; lone attached letters join the word behind them."""
        out: list[Token] = []
        waiting: tuple[int, int, str] | None = None
        last = start
        for s, e in words(letters, start, end):
            raw = letters[s:e]
            if not (word := fold(raw) or ("-" if _TATWEEL in raw else "")):
                continue
            token = Token(s, e, word, raw)
            token.broken = "\n" in letters[last:s]
            last = e
            if waiting is not None:
                self._join(token, waiting, out, letters)
                waiting = None
            if token.word in _LETTERS_ALONE and not token.prefix:
                waiting = (s, e, token.word)
                continue
            self._classify(token)
            out.append(token)
        if waiting is not None:
            out.append(Token(*waiting))
        return out

    def _join(self, token: Token, waiting: tuple[int, int, str], out: list[Token], letters: str) -> None:
        start, end, letter = waiting
        numeric = token.word[:1].isdigit()
        article = letter.endswith(ARTICLE) or letter in ("لل", "ولل", "فلل")
        if token.broken or not (numeric or letter == "و"):
            out.append(Token(start, end, letter))
            return
        token.article = article
        token.prefix = letter.removesuffix(ARTICLE) if letter.endswith(ARTICLE) else letter.removesuffix("ل") if article else letter

    def _classify(self, token: Token) -> None:
        word = token.word
        if word[0].isdigit():
            _numeric(token, self.bits)
            return
        token.mask = self.masks.get(word, 0)
        if token.mask:
            token.senses = self.lexicon[word]
        core, joined = word, token.prefix == "و"
        numbers = self.numbers
        if core not in numbers.words and core[:1] == numbers.joins and core[1:] in numbers.words:
            core, joined = core[1:], True
        if core not in numbers.words and not joined and core[:1] in ("ب", "ل", "ك") and core[1:] in numbers.words and len(core) > 3:
            core, token.prefix = core[1:], core[0]
        if core in numbers.words:
            token.number = (core, joined)
            token.mask |= self.bits.get("number", 0) | self.bits.get("day", 0)
        for prefix in ("", "و", "ب", "ل", "ف"):
            if not word.startswith(prefix):
                continue
            inner = word[len(prefix) :]
            inner = "ال" + inner[1:] if prefix == "ل" and inner.startswith("ل") else inner
            if inner.startswith(ARTICLE):
                bare = inner[2:]
                if bare in numbers.ordinals or bare in numbers.joined or bare in numbers.words:
                    token.number = (inner, prefix == "و" or joined)
                    token.mask |= self.bits.get("ordinal", 0) | self.bits.get("day", 0) | self.bits.get("the_number", 0)
                    if prefix and not token.prefix:
                        token.prefix = prefix
                    break

    # ── matching ──

    def scan(self, tokens: Sequence[Token]) -> Iterator[Match]:
        """The longest match from each word on, left to right, without overlaps."""
        i = 0
        while i < len(tokens):
            found = self.best(tokens, i) if tokens[i].mask else None
            if found is None:
                i += 1
                continue
            if found.rule:
                yield found
            i = found.last

    def best(self, tokens: Sequence[Token], i: int) -> Match | None:
        """The longest form at a word, the earlier one where two are as long."""
        chosen: Match | None = None
        for form in self.candidates(tokens[i].mask):
            if form.after or form.not_after:
                before = _bare(tokens[i - 1].word) if i and not tokens[i].broken else set()
                if (form.after and not before & form.after) or before & form.not_after:
                    continue
            for end, fields in self._sequence(form.items, 0, tokens, i, ANY, {}):
                if end == i or (chosen is not None and end <= chosen.last):
                    continue
                if form.not_before and end < len(tokens) and not tokens[end].broken and _stopped(tokens[end], form.not_before):
                    continue
                chosen = Match(i, end, form.rule, _overridden(fields, form))
        return chosen

    def _sequence(self, items: Sequence[Item], k: int, tokens: Sequence[Token], i: int, prefix: str, fields: Fields) -> Iterator[tuple[int, Fields]]:
        if k == len(items):
            yield i, fields
            return
        item = items[k]
        for end, said in self._item_ends(item, tokens, i, prefix):
            both = merged(fields, {item.label: said} if item.label else said)
            if both is not None:
                yield from self._sequence(items, k + 1, tokens, end, "", both)
        if item.optional:
            yield from self._sequence(items, k + 1, tokens, i, prefix, fields)

    def _item_ends(self, item: Item, tokens: Sequence[Token], i: int, prefix: str) -> Iterator[tuple[int, Fields]]:
        if i >= len(tokens) or not tokens[i].mask or (prefix != ANY and tokens[i].broken):
            return
        token, wanted = tokens[i], item.prefix or prefix
        for bit in item.cores:
            if bit & token.mask:
                yield from self._class_ends(bit, token, tokens, i, wanted)
        for name in item.phrases:
            if self._starts.get(name, -1) & token.mask:
                for form in self.phrases[name]:
                    for end, fields in self._sequence(form.items, 0, tokens, i, wanted, {}):
                        if end > i:
                            out = _overridden(fields, form)
                            yield end, {**out, "at_" + name: (i, end)} if form.mark else out

    def _class_ends(self, bit: int, token: Token, tokens: Sequence[Token], i: int, wanted: str) -> Iterator[tuple[int, Fields]]:
        for sense in token.senses:
            if sense.bit != bit or not _fits((token.prefix if token.prefix == "و" else "") + sense.prefix, wanted):
                continue
            if sense.exact and not MARKS.sub("", token.raw).endswith(sense.exact):
                continue
            end = i + 1 + len(sense.rest)
            if sense.rest and (end > len(tokens) or any(tokens[i + 1 + n].word != w or tokens[i + 1 + n].broken for n, w in enumerate(sense.rest))):
                continue
            yield end, sense.fields
        for name in BUILTINS:
            if self.bits.get(name) == bit and _fits(token.prefix if token.number is None or token.prefix else "و" if token.number[1] else "", wanted):
                yield from self._number_ends(name, token, tokens, i)

    def _number_ends(self, name: str, token: Token, tokens: Sequence[Token], i: int) -> Iterator[tuple[int, Fields]]:
        if token.word[0].isdigit():
            yield from _digit_ends(name, token, tokens, i)
            return
        run: list[NumberWord] = []
        for n, other in enumerate(tokens[i : i + 12]):
            if other.number is None or (n and other.broken):
                break
            run.append(other.number)
        definite = bool(run) and run[0][0].startswith(ARTICLE) and run[0][0] not in self.numbers.words
        if run and name in ("number", "day", "the_number"):
            plain = run if not definite else [(run[0][0][2:], False), *((w if w in self.numbers.words else w.removeprefix(ARTICLE), j) for w, j in run[1:])]
            if definite == (name == "the_number") and (read := read_cardinal([(plain[0][0], False), *plain[1:]], self.numbers)):
                value, width = read
                if name != "day" or 1 <= value <= 31:
                    yield i + width, {"day": value} if name == "day" else {"amount": value}
        if definite and name in ("ordinal", "day") and (read := read_ordinal([(run[0][0], False), *run[1:]], self.numbers)):
            value, width = read
            if name != "day" or 1 <= value <= 31:
                yield i + width, {"day" if name == "day" else "ordinal": value}


def _stopped(token: Token, words_: frozenset[str]) -> bool:
    """Whether a word is one of some that must not stand behind; the article with "+" stands for any word with the article that is in no class."""
    return token.word in words_ or (_DEFINITE in words_ and token.word.startswith(ARTICLE) and not token.mask)


def _fits(prefix: str, wanted: str) -> bool:
    return wanted == ANY or prefix == wanted or (wanted == "و" and prefix.startswith("و"))


def _union(bits: Iterable[int]) -> int:
    out = 0
    for bit in bits:
        out |= bit
    return out


def _bare(word: str) -> set[str]:
    """A word and what remains of it without attached letters."""
    return {word, *(word[1:] for p in ("و", "ف", "ب", "ل", "ك") if word.startswith(p) and len(word) > 2), *((ARTICLE + word[2:],) if word.startswith("لل") else ())}


def _attached(word: str) -> Iterator[tuple[str, str]]:
    yield word, ""
    if not word[0].isalpha():
        return
    for prefix in PREFIXES:
        if word.startswith(ARTICLE) and prefix.endswith("ل"):
            yield prefix + word[1:], prefix
        else:
            yield prefix + word, prefix


def _numeric(token: Token, bits: Mapping[str, int]) -> None:
    """The number classes of a word in digits."""
    word = token.word
    if word.isdigit():
        mask = bits["the_number"] | bits["number"] | bits["clock"] | bits["numdate"]
        if 1 <= int(word[:9]) <= 31 and len(word) <= 2:
            mask |= bits["day"]
        if len(word) == 4 and 1000 <= int(word) <= 2199:
            mask |= bits["year"]
        token.mask = mask
    else:
        token.mask = bits["numdate"] | bits["shortdate"] | bits["dayrange"] | bits["yearrange"] | bits["number"]


def _digit_ends(name: str, token: Token, tokens: Sequence[Token], i: int) -> Iterator[tuple[int, Fields]]:
    word = token.word
    if word.isdigit():
        value = int(word[:9])
        if name in ("number", "the_number") and (name == "number" or token.article):
            yield i + 1, {"amount": value}
        elif name == "day" and token.mask:
            yield i + 1, {"day": value}
        elif name == "year":
            yield i + 1, {"year": value}
        elif name == "clock" and i + 2 < len(tokens) and tokens[i + 1].word == ":" and tokens[i + 2].word.isdigit() and value < 25 and int(tokens[i + 2].word) < 60:
            yield i + 3, {"amount": value}
        elif name == "numdate" and i + 4 < len(tokens) and (mark := tokens[i + 1].word) in ("/", "-") and tokens[i + 3].word == mark:
            three = [tokens[i + n].word for n in (0, 2, 4)]
            if all(w.isdigit() for w in three) and (fields := three_numbers(three)):
                yield i + 5, fields
        return
    for separator in ("/", "-", "."):
        parts = word.split(separator)
        if len(parts) > 1 and all(p.isdigit() for p in parts):
            if name == "numdate" and len(parts) == 3 and (separator != "." or len(parts[2]) == 4) and (fields := three_numbers(parts)):
                yield i + 1, fields
            elif len(parts) == 2:
                yield from ((i + 1, said) for said in _two_numbers(name, parts, separator))
    if name == "number" and word.replace(".", "", 1).replace(",", "").isdigit():
        yield i + 1, {"amount": float(word.replace(",", "")) if "." in word else int(word.replace(",", ""))}


def _two_numbers(name: str, parts: Sequence[str], separator: str) -> Iterator[Fields]:
    one, two = int(parts[0]), int(parts[1])
    if name == "shortdate" and separator == "/" and 1 <= one <= 31 and 1 <= two <= 12:
        yield {"day": one, "month": two, "calendar": "gregorian"}
    if name == "dayrange" and separator in "-/" and 1 <= one < two <= 31:
        yield {"from": {"day": one}, "until": {"day": two}}
    if name == "yearrange" and len(parts[0]) == 4 and 1900 <= one <= 2100 and (one < two <= 2150 or (len(parts[1]) == 2 and separator in "-/" and two == (one + 1) % 100)):
        yield {"from": {"year": one}, "until": {"year": two if two > 100 else one // 100 * 100 + two}}


def three_numbers(parts: Sequence[str]) -> Fields | None:
    """Day, month and year of three numbers: year first where it has four digits; the day before the month unless it cannot be."""
    values = [int(p) for p in parts]
    if len(parts[0]) == 4:
        values.reverse()
    elif len(parts[2]) not in (2, 4) or len(parts[0]) > 2:
        return None
    day, month, year = values
    if month > 12 >= day and month <= 31:
        day, month = month, day
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    hijri = 1300 <= year <= 1500
    return {"day": day, "month": month, "year": year, "calendar": "hijri" if hijri else "gregorian"}
