"""Find an actor by what a person types: an id, a name in Arabic or Latin letters, a spelling variant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from difflib import get_close_matches

from extract.language import Language
from extract.letters import fold, quote
from extract.records import KhabarError

from .described import Lexicon, lexicon
from .names import compare_names, parse_name
from .records import Actor

SURE = 0.85


class Lookup:
    """Actors by id, by every form of their names, and by the gazetteer's names in both scripts."""

    def __init__(self, actors: Iterable[Actor], language: Language) -> None:
        self.actors = {a.id: a for a in actors}
        self.lexicon: Lexicon = lexicon(language)
        entries = {e.id: e for e in language.entries}
        self.names: dict[str, set[str]] = defaultdict(set)
        for actor in self.actors.values():
            entry = entries.get(actor.id)
            known = (entry.name, entry.en, *entry.names, *entry.short, *entry.local) if entry else ()
            for name in (actor.id, actor.name, *actor.names, *known):
                if name:
                    self.names[_plain(name)].add(actor.id)

    def find(self, name: str) -> Actor:
        """The one actor that a name means.

        Raises KhabarError where none is meant (with the nearest names) or several are (with all of them).
        """
        found = self.names.get(_plain(name)) or self._alike(name)
        best = self._best(found, name)
        if len(best) == 1:
            return best[0]
        if best:
            listed = "; ".join(f"{quote(a.name)} ({a.kind}, {a.id})" for a in best[:8])
            raise KhabarError(f"{quote(name)} may be {len(best)} actors: {listed}; give the id of the one you mean")
        near = get_close_matches(_plain(name), sorted(self.names), n=3, cutoff=0.6)
        shown = ", ".join(quote(self.actors[min(self.names[n])].name) for n in near)
        raise KhabarError(
            f"no actor {quote(name)} in the graph; " + (f"near it: {shown}" if shown else "see kg.actors")
        )

    def _alike(self, name: str) -> set[str]:
        wanted = parse_name(name, self.lexicon.names)
        if len(wanted.parts) < 2:
            loose = {
                i
                for n, ids in self.names.items()
                if set(wanted.parts) & set(parse_name(n, self.lexicon.names).parts)
                for i in ids
            }
            return {i for i in loose if self.actors[i].kind == "person"}
        rules = self.lexicon.names
        return {
            i
            for n, ids in self.names.items()
            for i in ids
            if compare_names(wanted, parse_name(n, rules), rules).value >= SURE
        }

    def _best(self, ids: Iterable[str], name: str) -> list[Actor]:
        """Those whose own name it is, before those whom the text once called so."""
        found = sorted((self.actors[i] for i in ids), key=lambda a: (-len(a.mentions), a.id))
        own = [a for a in found if _plain(name) in (_plain(a.name), a.id.lower())]
        known = [a for a in own or found if a.wikidata or not a.id.startswith("a-")]
        return own if len(own) == 1 else known if len(known) == 1 else own or found


def _plain(name: str) -> str:
    return " ".join(fold(name).split())
