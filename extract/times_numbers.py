"""The numbers and dates in digits or words that begin at a word of a time expression."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .numbers import Numbers, NumberWord, read_cardinal, read_ordinal
from .times_grammar import ARTICLE, Fields
from .times_tokens import Token

_LONGEST = 12   # words of one number


def number_ends(name: str, tokens: Sequence[Token], i: int, numbers: Numbers) -> Iterator[tuple[int, Fields]]:
    """Ends and fields of what of a kind (number, day, year, numdate …) begins at a word."""
    token = tokens[i]
    if token.word[0].isdecimal():
        yield from _digit_ends(name, token, tokens, i)
        return
    run: list[NumberWord] = []
    for n, other in enumerate(tokens[i : i + _LONGEST]):
        if other.number is None or (n and other.broken):
            break
        run.append(other.number)
    definite = bool(run) and run[0][0].startswith(ARTICLE) and run[0][0] not in numbers.words
    if run and name in ("number", "day", "the_number"):
        plain = run if not definite else [(run[0][0][2:], False), *((w if w in numbers.words else w.removeprefix(ARTICLE), j) for w, j in run[1:])]
        if definite == (name == "the_number") and (read := read_cardinal([(plain[0][0], False), *plain[1:]], numbers)):
            value, width = read
            if name != "day" or 1 <= value <= 31:
                yield i + width, {"day": value} if name == "day" else {"amount": value}
    if definite and name in ("ordinal", "day") and (read := read_ordinal([(run[0][0], False), *run[1:]], numbers)):
        value, width = read
        if name != "day" or 1 <= value <= 31:
            yield i + width, {"day" if name == "day" else "ordinal": value}


def _digit_ends(name: str, token: Token, tokens: Sequence[Token], i: int) -> Iterator[tuple[int, Fields]]:
    word = token.word
    if word.isdecimal():
        value = int(word[:9])
        if name in ("number", "the_number") and (name == "number" or token.article):
            yield i + 1, {"amount": value}
        elif name == "day" and token.mask:
            yield i + 1, {"day": value}
        elif name == "year":
            yield i + 1, {"year": value}
        elif name == "clock" and i + 2 < len(tokens) and tokens[i + 1].word == ":" and tokens[i + 2].word.isdecimal() and value < 25 and int(tokens[i + 2].word) < 60:
            yield i + 3, {"amount": value}
        elif name == "numdate" and i + 4 < len(tokens) and (mark := tokens[i + 1].word) in ("/", "-") and tokens[i + 3].word == mark:
            three = [tokens[i + n].word for n in (0, 2, 4)]
            if all(w.isdecimal() for w in three) and (fields := three_numbers(three)):
                yield i + 5, fields
        return
    for separator in ("/", "-", "."):
        parts = word.split(separator)
        if len(parts) > 1 and all(p.isdecimal() for p in parts):
            if name == "numdate" and len(parts) == 3 and (separator != "." or len(parts[2]) == 4) and (fields := three_numbers(parts)):
                yield i + 1, fields
            elif len(parts) == 2:
                yield from ((i + 1, said) for said in _two_numbers(name, parts, separator))
    if name == "number" and word.replace(".", "", 1).replace(",", "").isdecimal():
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
