"""Arabic number words in both directions, as numbers.toml spells them: cardinals of any size, ordinals to 99.

Reading is over folded words whose attached «و» has been parted off, so that «خمسة وعشرين» arrives as
two words, the second joined. Writing gives both genders of the counted noun and both written cases.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from .letters import digits, fold, quote
from .records import KhabarError

Gender = Literal["masculine", "feminine"]
Case = Literal["nominative", "oblique"]
NumberWord = tuple[str, bool]
"""A folded word without its «و», and whether it had one."""
_LONGEST = 24


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """The number words of one language."""

    cardinals: Mapping[str, int]
    scales: Mapping[str, tuple[int, int]]
    ordinals: Mapping[str, int]
    joined: Mapping[str, int]
    teen: frozenset[str]
    written: Mapping[tuple[int, Gender, Case], str]
    written_teens: Mapping[tuple[int, Gender, Case], str]
    written_scales: Mapping[int, Mapping[str, str]]
    article: str = "ال"
    joins: str = field(default="و")

    @cached_property
    def words(self) -> frozenset[str]:
        """Folded words that may begin or continue a cardinal."""
        return frozenset(self.cardinals) | frozenset(self.scales)


def make_numbers(table: Mapping[str, Any]) -> Numbers:
    """Number words from the table of numbers.toml. Raises KhabarError where a value has no word."""
    cardinals: dict[str, int] = {}
    scales: dict[str, tuple[int, int]] = {}
    written: dict[tuple[int, Gender, Case], str] = {}
    for row in table["cardinals"]:
        for form in (*_forms(row).values(), *row.get("also", ())):
            cardinals[fold(form)] = row["value"]
        written |= {(row["value"], *key): form for key, form in _forms(row).items()}
    for row in table["scales"]:
        for form in (row["one"], row["few"], row["many"]):
            scales[fold(form)] = (row["value"], 1)
        for form in (row["two"], row["two_oblique"], *row.get("also", ())):
            scales.setdefault(fold(form), (row["value"], 2 if form[:-1] in row["two"] or form in row["two_oblique"] else 1))
    ordinals = {fold(form): row["value"] for row in table["ordinals"] for form in row["forms"]}
    joined = {fold(form): row["value"] for row in table["ordinals"] for form in row.get("joined", ())}
    if missing := set(range(1, 11)) - set(cardinals.values()):
        raise KhabarError(f"numbers.toml: no words for {sorted(missing)}; add them under [[cardinals]]")
    return Numbers(
        cardinals=cardinals, scales=scales, ordinals=ordinals, joined=joined, teen=frozenset(fold(w) for w in table["teen"].values()), written=written,
        written_teens={(row["value"], *key): form for row in table["teens"] for key, form in _forms(row).items()}
        | {(20 + g, gender, case): table["compound_one"][gender] for g in (1,) for gender in ("masculine", "feminine") for case in ("nominative", "oblique")}
        | {(10, gender, case): table["teen"][gender] for gender in ("masculine", "feminine") for case in ("nominative", "oblique")},
        written_scales={row["value"]: row for row in table["scales"]},
    )  # fmt: skip


def _forms(row: Mapping[str, Any]) -> dict[tuple[Gender, Case], str]:
    masculine, feminine = row["masculine"], row.get("feminine", row["masculine"])
    oblique = row.get("masculine_oblique", masculine)
    return {
        ("masculine", "nominative"): masculine, ("masculine", "oblique"): oblique, ("feminine", "nominative"): feminine,
        ("feminine", "oblique"): row.get("feminine_oblique", oblique if feminine == masculine else feminine),
    }  # fmt: skip


def read_cardinal(found: Sequence[NumberWord], numbers: Numbers) -> tuple[int, int] | None:
    """The number at the head of some words and how many words it takes, the longest reading; None if there is none."""
    found = [_parted(found, k, numbers) for k in range(min(len(found), _LONGEST))]
    total, i, largest = 0, 0, 10**13
    while i < len(found):
        if i and not found[i][1]:
            break
        step = _group(found, i, numbers)
        if step is None or step[1] >= largest:
            break
        value, scale, i = step
        total, largest = total + value * scale, scale
        if scale == 1:
            break
    return (total, i) if i else None


def _parted(found: Sequence[NumberWord], k: int, numbers: Numbers) -> NumberWord:
    """«واحد» before «عشر» is «و» and «أحد»: folding makes them one word."""
    word, joined = found[k]
    if not joined and word[:1] == numbers.joins and word[1:] in numbers.cardinals and k + 1 < len(found) and found[k + 1][0] in numbers.teen:
        return word[1:], True
    return word, joined


def _group(found: Sequence[NumberWord], i: int, numbers: Numbers) -> tuple[int, int, int] | None:
    """Value, scale and end of «hundreds, units, tens» with the scale word that counts them, if any."""
    start, value, ceiling = i, 0, 1000
    while i < len(found):
        word, joined = found[i]
        if i > start and not joined:
            break
        part = numbers.cardinals.get(word)
        if part is None or (part == 0 and i > start):
            break
        after = found[i + 1] if i + 1 < len(found) else ("", True)
        width, size = 1, part
        if part < 10 and after[0] in numbers.teen and not after[1]:
            width, size, floor = 2, part + 10, 0
        elif 2 < part < 10 and numbers.cardinals.get(after[0]) == 100 and not after[1]:
            width, size, floor = 2, part * 100, 100
        else:
            floor = 100 if part >= 100 else 10 if part < 10 else 0
            if part < 10 and ceiling <= 10:
                break
        if size >= ceiling and not (10 < size < 100 and ceiling == 10 and part % 10 == 0 and value % 10):
            break
        value, i, ceiling = value + size, i + width, floor
        if not floor:
            break
    if i < len(found) and found[i][0] in numbers.scales and (i == start or not found[i][1]):
        scale, times = numbers.scales[found[i][0]]
        return (value or 1) * times, scale, i + 1
    return (value, 1, i) if i > start else None


def read_ordinal(found: Sequence[NumberWord], numbers: Numbers) -> tuple[int, int] | None:
    """A definite ordinal at the head of some words and how many words it takes («الحادي والعشرين» → 21, 2)."""
    if not found:
        return None
    bare = [(w[len(numbers.article) :] if w.startswith(numbers.article) else "", j) for w, j in found[:2]]
    unit = numbers.ordinals.get(bare[0][0]) or numbers.joined.get(bare[0][0])
    if unit is None:
        tens = numbers.cardinals.get(bare[0][0], 0)
        return (tens, 1) if 20 <= tens <= 100 else None
    if len(found) > 1 and unit < 10:
        word, joined = found[1]
        if word in numbers.teen and not joined:
            return unit + 10, 2
        tens = numbers.cardinals.get(bare[1][0], 0)
        if joined and 20 <= tens < 100:
            return unit + tens, 2
    return (unit, 1) if bare[0][0] in numbers.ordinals else None


def split_words(text: str, numbers: Numbers) -> list[NumberWord]:
    """Words of a phrase, folded, with the attached «و» parted off where what remains is a number word."""
    out: list[NumberWord] = []
    known = numbers.words | set(numbers.ordinals)
    pending = False
    for word in fold(text).split():
        if word == numbers.joins:
            pending = True
            continue
        joined = word not in numbers.words and word.startswith(numbers.joins) and bool({word[1:], word[1:].removeprefix(numbers.article)} & known)
        out.append((word[1:] if joined else word, joined or pending))
        pending = False
    return out


def words_number(text: str, numbers: Numbers) -> int | None:
    """The number that a whole phrase names, in digits or words; None if it names none.

    >>> words_number("خمسة وعشرين", numbers)      # doctest: +SKIP
    25
    """
    plain = digits(text.strip()).replace(",", "").replace("٬", "")
    if plain.isdecimal():
        return int(plain)
    found = split_words(text, numbers)
    read = read_cardinal(found, numbers)
    return read[0] if read and read[1] == len(found) else None


def number_words(n: int, numbers: Numbers, *, gender: Gender = "masculine", case: Case = "nominative") -> str:
    """A whole number in words; ``gender`` is that of what is counted. Raises KhabarError beyond 999,999,999,999."""
    if not 0 <= n < 10**12:
        raise KhabarError(f"{quote(str(n))} is not between 0 and 999999999999; write it in digits")
    if n == 0:
        return numbers.written[0, gender, case]
    parts: list[str] = []
    for scale in sorted(numbers.written_scales, reverse=True):
        count, n = divmod(n, scale)
        if count:
            parts += _scaled(count, scale, numbers, case)
    if n:
        parts += _hundreds(n, numbers, gender, case)
    return f" {numbers.joins}".join(parts)


def _scaled(count: int, scale: int, numbers: Numbers, case: Case) -> list[str]:
    row = numbers.written_scales[scale]
    if count == 1:
        return [row["one"]]
    if count == 2:
        return [row["two" if case == "nominative" else "two_oblique"]]
    rest = count % 100
    noun = row["few"] if 3 <= rest <= 10 else row["many"] if rest > 10 else row["one"]
    parts = _hundreds(count, numbers, "masculine", case)
    return [*parts[:-1], f"{parts[-1]} {noun}"]


def _hundreds(n: int, numbers: Numbers, gender: Gender, case: Case) -> list[str]:
    parts = [numbers.written[n // 100 * 100, gender, case]] if n >= 100 else []
    n %= 100
    if 10 < n < 20:
        first = numbers.written_teens.get((n, gender, case)) or numbers.written[n - 10, gender, case]
        return [*parts, f"{first} {numbers.written_teens[10, gender, case]}"]
    if n > 20 and n % 10:
        unit = numbers.written_teens[21, gender, case] if n % 10 == 1 else numbers.written[n % 10, gender, case]
        return [*parts, unit, numbers.written[n - n % 10, gender, case]]
    return [*parts, numbers.written[n, gender, case]] if n else parts
