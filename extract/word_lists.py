"""The lists of words that name or describe someone, as ``titles.toml``, ``heads.toml`` and the gazetteer hold them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .language import Entry, Language, Table, folded, listed
from .letters import fold
from .names import Gazetteer, name_words
from .records import ActorKind
from .vocabulary import load_vocabulary


def _rows(table: Table, key: str) -> Iterable[Mapping[str, Any]]:
    return (r for r in table.get(key, ()) if isinstance(r, Mapping))


class WordLists:
    """The word lists of one language, with its gazetteer."""

    def __init__(self, language: Language, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        titles, heads = language.table("titles"), language.table("heads")
        self.titles: dict[str, bool] = {}
        for row in _rows(titles, "titles"):
            for form in folded(row.get("forms")):
                self.titles.setdefault(form, False)
            for form in folded(row.get("plural")):
                self.titles.setdefault(form, True)
        self.honorifics = folded([w for h in values_of(titles.get("honorifics")) for w in h.split()])
        papers: dict[tuple[str, ...], list[Entry]] = {}
        for entry in language.entries:
            for words in map(name_words, (entry.name, *entry.names)):
                if entry.kind == "organisation" and words:
                    papers.setdefault(words, []).append(entry)
        outlets = {name_words(n) for n in values_of(language.table("outlets").get("outlets"))}
        media = folded(values_of(heads.get("media")))
        self.outlets = {n: tuple(next((papers[m, *n] for m in sorted(media) if (m, *n) in papers), papers.get(n, ()))) for n in outlets}
        self.media = {n[1:]: tuple(found) for n, found in papers.items() if n[0] in media and len(n) > 1}
        self.addresses = dict.fromkeys(folded([h.split()[0] for h in values_of(titles.get("honorifics"))]), False)
        self.particles = folded(values_of(titles.get("name_particles")))
        self.given = folded(values_of(titles.get("given_names")))
        self.given_titles = self.given & frozenset(self.titles)
        self.given -= self.given_titles
        self.modifiers = folded(values_of(titles.get("modifiers")))
        self.after_verbs = folded(values_of(titles.get("respects_of_subjects")))
        self.respects = {form: _base(form, self.honorifics) for form in folded(values_of(titles.get("respects"))) | self.after_verbs}
        self.ranks = folded(values_of(titles.get("ranks")))
        self.posted = folded(values_of(titles.get("posted")))
        self.no_construct = folded(values_of(titles.get("no_construct")))
        self.nobody = folded(values_of(heads.get("nobody")))
        self.craft = folded(values_of(heads.get("craft")))
        self.delegates = folded(values_of(titles.get("delegates")))
        self.delegated = folded(values_of(titles.get("delegated")))
        self.ordinals = folded(values_of(titles.get("ordinals")))
        self.compounds = {name_words(c) for c in values_of(titles.get("compounds"))}
        self.on_behalf = folded(values_of(titles.get("on_behalf")))
        self.office_prepositions = folded(values_of(titles.get("office_prepositions")))
        self.construct_adjectives = folded(values_of(titles.get("construct_adjectives")))
        self.fields = folded(values_of(titles.get("fields")))
        self.portfolios = folded(values_of(titles.get("portfolios")))
        self.heads: dict[str, ActorKind] = {}
        kinds: tuple[tuple[str, ActorKind], ...] = (
            ("organisation", "organisation"), ("state", "state"), ("armed_group", "armed-group"), ("group", "group"), ("place", "place"),
        )  # fmt: skip
        for key, kind in kinds:
            for form in folded(values_of(heads.get(key))):
                self.heads.setdefault(form, kind)
        self.governments = folded(values_of(heads.get("governments")))
        self.epithets = folded(values_of(heads.get("epithets")))
        self.both = {form: kind for kind in ("sides", "states", "people") for form in folded(values_of(heads.get(f"both_{kind}")))}
        self.no_both = folded(values_of(heads.get("both_not_behind")))
        self.weekdays = frozenset(f for row in _rows(language.table("calendar"), "weekdays") for f in folded(row.get("names")))
        self.sayings = frozenset(t for t, found in language.forms.items() for n, f in found if f.pos == "verb" and language.lemmas[n].type == "statement")
        self.common = _common(language) | self.modifiers
        self.vocabulary = load_vocabulary(language.code)
        self.person_words = frozenset(
            fold(w) for e in language.entries if e.kind == "person" for n in (e.name, *e.names, *e.short) for w in n.split() if len(w) > 2
        ) - self.common


def _base(form: str, honorifics: frozenset[str]) -> str:
    """The form of address that a pronoun was joined to: سمو of سموه, جلالة of جلالته."""
    stem = form.removesuffix("ها").removesuffix("ه")
    return stem[:-1] + "ه" if stem[-1:] == "ت" and stem[:-1] + "ه" in honorifics else stem


def values_of(value: object) -> list[str]:
    """All strings of a list or of a table of lists, however nested."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [s for v in value.values() for s in values_of(v)]
    if isinstance(value, list):
        return [s for v in value for s in values_of(v)]
    return []


def _common(language: Language) -> frozenset[str]:
    """Words that are no names: every form of the lexicon and the particles."""
    particles = [w for values in language.table("particles").values() for w in listed(values)]
    times = [w for key in ("calendar", "times", "numbers") for w in values_of(language.table(key)) if w and " " not in w]
    return frozenset(language.forms) | folded(particles) | folded(times) | folded(values_of(language.table("common")))
