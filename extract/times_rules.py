"""From the tables of times.toml and calendar.toml to a grammar that is ready to match."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .language import Language
from .letters import fold
from .numbers import Numbers, make_numbers
from .records import KhabarError
from .times_grammar import ARTICLE, Grammar


def make_grammar(language: Language, numbers: Numbers | None = None) -> Grammar:
    """The time expressions of a language. Raises KhabarError where a form cannot be understood."""
    times, calendar = language.table("times"), language.table("calendar")
    if not times or not calendar:
        raise KhabarError(f"{language.folder}: times.toml or calendar.toml is missing; copy them from extract/lang/ar and put in your words")
    grammar = Grammar(numbers or make_numbers(language.table("numbers")))
    for text, name, fields, exact in (*_calendar_words(calendar), *_units(times["units"])):
        grammar.add_word(text, name, fields, exact=exact, alone=name == "month_risky")
    for row in times["classes"]:
        for text in row["forms"]:
            grammar.add_word(text, row["name"], row.get("sets", {}))
    for row in times["phrases"]:
        grammar.add_phrase(row)
    for row in times["times"]:
        grammar.add_rule(row)
    for text in times["none"]["forms"]:
        grammar.add_none(text)
    grammar.finish()
    return grammar


_Word = tuple[str, str, Mapping[str, Any], bool]


def _units(rows: list[Mapping[str, Any]]) -> Iterator[_Word]:
    for row in rows:
        for key, name in (("one", "unit"), ("two", "two_units"), ("many", "units")):
            fields: dict[str, Any] = {"unit": row["unit"]} | ({"amount": 2} if key == "two" else {"plural": True} if key == "many" else {})
            for text in row[key]:
                yield text, name, fields, False
                yield ARTICLE + text, "the_" + name, fields, False
                if key == "one" and row.get("alone", True):
                    yield text, "unit_alone", fields, False


def _calendar_words(table: Mapping[str, Any]) -> Iterator[_Word]:
    for row in table["weekdays"]:
        yield from ((text, "weekday", {"weekday": row["day"]}, False) for text in row["names"])
        yield from ((text, "weekday_bare", {"weekday": row["day"]}, False) for text in row.get("bare", ()))
    yield from _months(table["months"])
    for era, names in table["eras"].items():
        yield from ((text, "era", {"calendar": era}, False) for text in names)
    for row in table["seasons"]:
        for text in row["names"]:
            yield text, "season", {"season": row["first"]}, False
            yield ARTICLE + text, "the_season", {"season": row["first"]}, False
    for row in table["decades"]:
        for text in row["names"]:
            yield from ((form, "decade_name", {"decade": row["decade"]}, False) for form in (text, ARTICLE + text))
    for n, row in enumerate(table["feasts"]):
        yield from ((text, "feast", {"feast": n}, False) for text in row["names"])


def _months(rows: list[Mapping[str, Any]]) -> Iterator[_Word]:
    """Names of months; one that is another word when spelled with other letters counts only as it is spelled."""
    risky = {fold(text) for row in rows for text in row.get("risky", ())}
    for row in rows:
        fields = {"month": row["month"], "calendar": row.get("calendar", "gregorian")}
        for text in dict.fromkeys((*row["names"].values(), *row.get("also", ()), *row.get("risky", ()))):
            if text in row.get("risky", ()):
                yield text, "month_risky", fields, False
            else:
                yield text, "month", fields, fold(text) in risky
