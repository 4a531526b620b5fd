"""Apply what an analyst decided: mentions are corrected before anything is merged, actors and events are held
together or apart while it is done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from extract.language import Language
from extract.letters import quote
from extract.records import EventMention, KhabarError, Reading, TimeSpan

from .decisions import ROLES, Word, anchored, contradiction
from .records import Decision

MARK = "analyst:"  # before an actor's reference in a corrected role
Find = Callable[[str], str | None]


@dataclass(slots=True)
class Corrected:
    """Readings as an analyst corrected them. ``notes`` are by (article id, mention id)."""

    readings: list[Reading]
    notes: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()


def corrected(readings: Sequence[Reading], words: Sequence[Word], language: Language) -> Corrected:
    """The readings with every decision about a mention applied. Raises KhabarError for one that cannot be."""
    contradiction(words)
    own = [w for w in words if w.about == "mention" or (w.about == "event" and w.verdict == "different")]
    if not own:
        return Corrected(list(readings))
    by_id = {r.article.id: r for r in readings}
    notes: dict[tuple[str, str], tuple[str, ...]] = {}
    decisions = []
    for word in own:
        if word.about == "event":
            _part(by_id, word)
            continue
        _known(word, language)
        reading, found = _mentions(by_id, word.left, word)
        changed = {m.id: _change(m, word) for m in found}
        for m in found:
            key = (reading.article.id, m.id)
            notes[key] = (*notes.get(key, ()), word.told)
        kept = (changed.get(m.id, m) for m in reading.events)
        by_id[reading.article.id] = replace(reading, events=tuple(m for m in kept if m is not None))
        decisions.append(decision(word, word.left, ", ".join(f"{k}={v}" for k, v in word.values.items())))
    return Corrected([by_id[r.article.id] for r in readings], notes, tuple(decisions))


def _known(word: Word, language: Language) -> None:
    if word.type is not None and word.type not in language.types:
        raise KhabarError(f"{word.where}: no event type {word.type!r}; types are {', '.join(language.types)}")
    if word.status is not None and word.status not in language.ontology["status"]:
        raise KhabarError(f"{word.where}: no status {word.status!r}; they are {', '.join(language.ontology['status'])}")


def _mentions(readings: Mapping[str, Reading], ref: str, word: Word) -> tuple[Reading, list[EventMention]]:
    """The mentions whose trigger stands where a reference says, those that fit exactly before those that overlap."""
    article, start, end = anchored(ref) or ("", 0, 0)
    reading = readings.get(article)
    if reading is None:
        raise KhabarError(f"{word.where}: no article {quote(article)} in the graph; undo the decision or read the article again")
    near = [m for m in reading.events if m.trigger[0] < end and m.trigger[1] > start]
    found = [m for m in near if m.trigger == (start, end)] or near
    if not found:
        shown = quote(reading.article.letters[start:end][:40])
        raise KhabarError(f"{word.where}: no event mention at {ref} ({shown}); mentions.csv has those that there are")
    return reading, found


def _change(mention: EventMention, word: Word) -> EventMention | None:
    if word.verdict == "wrong":
        return None
    changes: dict[str, object] = {k: v for k, v in word.values.items() if k in ("type", "status")}
    for role in ROLES:
        if (who := getattr(word, role)) is not None:
            changes[role] = tuple(MARK + ref for ref in who)
    if word.start or word.end:
        first, last = word.start or word.end, word.end or word.start
        changes["when"] = TimeSpan(begin=(first, first), end=(last, last), basis="explicit")
    if word.type is not None and word.type != mention.type:
        changes["event"] = f"{mention.event}:{word.type}"
    return replace(mention, **changes, by="analyst")  # type: ignore[arg-type]  # names and types were checked with the decision


def _part(readings: dict[str, Reading], word: Word) -> None:
    """Two mentions that an article counts as one event, and an analyst does not: the second gets its own."""
    left, right = anchored(word.left), anchored(word.right or "")
    if not left or not right or left[0] != right[0]:
        return
    reading, (first, *_) = _mentions(readings, word.left, word)
    _, (second, *_) = _mentions(readings, word.right or "", word)
    if first.id != second.id and (first.event, first.type) == (second.event, second.type):
        alone = replace(second, event=f"{second.event}:{second.id}")
        readings[left[0]] = replace(reading, events=tuple(alone if m.id == second.id else m for m in reading.events))


def decision(word: Word, left: str, right: str) -> Decision:
    """The record of an analyst's decision among those of khabar."""
    return Decision(about=word.about, left=left, right=right, verdict=word.verdict, score=1.0, why=word.why or "decided by hand", by=f"analyst {word.by} ({word.id})")


@dataclass(slots=True)
class Held:
    """What must be together and what apart, by the ids that are to be joined, each with its decision."""

    together: list[tuple[str, str, Word]] = field(default_factory=list)
    apart: list[tuple[str, str, Word]] = field(default_factory=list)

    def of(self, ids: Iterable[str]) -> tuple[str, ...]:
        """The decisions about any of these, in words."""
        mine = set(ids)
        return tuple(sorted({w.told for a, b, w in (*self.together, *self.apart) if a in mine or b in mine}))


def held(words: Iterable[Word], find: Find, *, about: str) -> Held:
    """The decisions about actors or events as pairs of ids.

    Raises KhabarError that names file and line where something is unknown or two decisions contradict each other.
    """
    out = Held()
    for word in (w for w in words if w.about == about):
        ends = []
        for ref in (word.left, word.right or ""):
            ident = find(ref)
            if ident is None:
                raise KhabarError(f"{word.where}: no {about} {quote(ref)} in the graph; see {about}s.csv, or undo it with: khabar decide DIR undo {word.id}")
            ends.append(ident)
        (out.together if word.verdict == "same" else out.apart).append((ends[0], ends[1], word))
    _contradicted(out)
    return out


def _contradicted(found: Held) -> None:
    root: dict[str, str] = {}

    def top(ident: str) -> str:
        while root.setdefault(ident, ident) != ident:
            ident = root[ident]
        return ident

    for left, right, _ in found.together:
        root[top(left)] = top(right)
    joined: dict[str, list[Word]] = defaultdict(list)
    for left, _, word in found.together:
        joined[top(left)].append(word)
    for left, right, word in found.apart:
        if top(left) == top(right):
            others = "; ".join(w.where for w in joined[top(left)]) or "they are one and the same"
            raise KhabarError(f"{word.where}: keeps {quote(word.left)} and {quote(word.right or '')} apart, against {others}; undo one of them")
