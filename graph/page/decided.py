"""What an analyst decided, as the page shows it: by fields, so that it can be said in either language, beside what khabar
had read before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from extract.records import EventMention, Reading, TimeSpan
from graph.decisions import ROLES, Word, anchored
from graph.records import Conclusions, Decision

from .days import when


class Rulings:
    """The decisions that concern what is shown, each with a number by which actors, events and claims call it."""

    def __init__(self, conclusions: Conclusions, actor: Mapping[str, int], *, with_text: bool) -> None:
        self.c = conclusions
        self.actor = actor
        self.with_text = with_text
        shown = self._shown() if conclusions.words else set()
        self.words = [w for w in conclusions.words if w.told in shown or (w.verdict == "wrong" and self.reading(w.left))]
        self.number = {w.told: n for n, w in enumerate(self.words)}

    def _shown(self) -> set[str]:
        found = {d for actor in self.c.actors for d in actor.decided}
        found |= {d for event in self.c.events for d in event.decided}
        return found | {d for c in self.c.claims for e in c.evidence for d in e.decided}

    def numbers(self, told: Iterable[str]) -> list[int] | None:
        """The numbers of decisions given in words, as ``decided`` holds them."""
        return sorted({self.number[t] for t in told if t in self.number}) or None

    def fields(self, word: Word) -> dict[str, Any]:
        """Verdict, reason, name; what the two are called, or what is set and what khabar had read there."""
        said: dict[str, Any] = {"id": word.id, "about": word.about, "verdict": word.verdict, "by": word.by}
        if word.why:
            said["why"] = word.why
        said["names"] = [self._name(ref) for ref in (word.left, word.right) if ref is not None]
        if weighed := self._weighed.get(word.id):
            said["weighed"] = [round(weighed.score, 3), weighed.why]
        if word.about == "mention":
            said["set"] = self._set(word)
            mention = self.mention(word)
            if mention is not None:
                own = self._own(word, mention)
                said["own"] = {k: v for k, v in own.items() if k in said["set"]} if word.verdict == "set" else own
        return said

    def mention(self, word: Word) -> EventMention | None:
        """The mention that a decision is about, as khabar read it."""
        _, start, end = anchored(word.left) or ("", 0, 0)
        reading = self.reading(word.left)
        near = [m for m in reading.events if m.trigger[0] < end and m.trigger[1] > start] if reading else []
        return next((m for m in near if m.trigger == (start, end)), near[0] if near else None)

    def _set(self, word: Word) -> dict[str, Any]:
        out: dict[str, Any] = {k: v for k, v in (("type", word.type), ("status", word.status)) if v is not None}
        first, last = word.start or word.end, word.end or word.start
        if first is not None and last is not None:
            out["when"] = when(TimeSpan(begin=(first, first), end=(last, last), basis="explicit"))
        for role in ROLES:
            if (who := getattr(word, role)) is not None:
                out[role] = [self._who(ref) for ref in who]
        return out

    def _own(self, word: Word, mention: EventMention) -> dict[str, Any]:
        article = (anchored(word.left) or ("",))[0]
        out: dict[str, Any] = {"type": mention.type, "status": mention.status, "when": when(mention.when)}
        for role in ROLES:
            who = (self._own_actor(article, ident) for ident in getattr(mention, role))
            out[role] = [n for n in dict.fromkeys(who) if n is not None]
        return out

    @cached_property
    def _weighed(self) -> Mapping[str, Decision]:
        """How khabar itself had weighed a pair that an analyst decided about, where it did, by the id of the decision."""
        by_hand = [d for d in self.c.decisions if d.about != "mention" and d.by.startswith("analyst")]
        pairs = {(d.left, d.right): w.id for d in by_hand for w in self.words if d.by.endswith(f"({w.id})")}
        own = (d for d in self.c.decisions if (d.left, d.right) in pairs and not d.by.startswith("analyst"))
        return {pairs[d.left, d.right]: d for d in sorted(own, key=lambda d: d.score)}

    @cached_property
    def _readings(self) -> Mapping[str, Reading]:
        return {r.article.id: r for r in self.c.readings}

    def reading(self, ref: str) -> Reading | None:
        """The reading whose letters a reference names."""
        return self._readings.get((anchored(ref) or ("",))[0])

    @cached_property
    def _named(self) -> Mapping[str, list[tuple[int, int, int]]]:
        """Where actors are named in the articles that decisions speak of: (start, end, actor)."""
        wanted = {a[0] for w in self.words for ref in (w.left, w.right or "", *(r for role in ROLES for r in getattr(w, role) or ())) if (a := anchored(ref))}
        found: dict[str, list[tuple[int, int, int]]] = {article: [] for article in wanted}
        for actor in self.c.actors:
            for m in actor.mentions:
                if m.article in wanted:
                    found[m.article].append((m.start, m.end, self.actor[actor.id]))
        return found

    def _own_actor(self, article: str, ident: str) -> int | None:
        """The actor that a reading calls so."""
        own = next((a for a in self._readings[article].actors if a.id == ident), None)
        return self._at(article, own.mentions[0].start, own.mentions[0].end) if own and own.mentions else None

    def _at(self, article: str, start: int, end: int) -> int | None:
        near = [(abs(s - start) + abs(e - end), n) for s, e, n in self._named.get(article, ()) if s < end and e > start]
        return min(near)[1] if near else None

    @cached_property
    def _known(self) -> Mapping[str, int]:
        return {w: n for a in self.c.actors for w, n in ((a.wikidata or a.id, self.actor[a.id]), (a.id, self.actor[a.id]))}

    def _who(self, ref: str) -> int | str:
        """The number of an actor, or what it is called where it is not shown."""
        place = anchored(ref)
        number = self._at(*place) if place else self._known.get(ref)
        return self._name(ref) if number is None else number

    def _name(self, ref: str) -> str:
        """The letters that a reference names, or the name of what it identifies."""
        place = anchored(ref)
        if place is None:
            event = self.c.event.get(ref)
            number = self._known.get(ref)
            return event.label if event else ref if number is None else self.c.actors[number].name
        reading = self._readings.get(place[0])
        return reading.article.letters[place[1] : place[2]] if reading and self.with_text else ref

