"""Say why: for a text, every trigger weighed, how each role was filled, and what set status and speaker."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from .choosing import needed
from .letters import quote
from .records import Article
from .scene import Scene, SentenceView
from .triggers import Considered, TriggerFinder

if TYPE_CHECKING:
    from .pipeline import Reader


def explain(text: str, *, reader: Reader | None = None, published: date | None = None) -> str:
    """A plain-text account of how a text is read, sentence by sentence."""
    from .pipeline import load
    from .stage import scene_of

    reader = reader or load("ar")
    article = Article(id="explained", title="", text=text, published=published, published_basis="given" if published else "unknown")
    scene = scene_of(reader.doc(article))
    finder = TriggerFinder(reader.language)
    lines: list[str] = []
    for view in scene.sentences:
        lines += _sentence(scene, view, finder)
    return "\n".join([*lines, *_written(scene)])


def _written(scene: Scene) -> Iterator[str]:
    written = scene.written
    if written.basis != "unknown":
        yield f"written: {written.earliest or '?'} to {written.latest or '?'} ({written.basis})"
    for reason in written.reasons:
        yield f"  because {reason}"
    for time in scene.times:
        yield f"time {quote(scene.letters[time.start : time.end])}: begin {_bounds(time.when.begin)}, end {_bounds(time.when.end)}, {time.when.grain}, {time.when.basis}"
        yield from (f"  note: {note}" for note in time.notes)


def _bounds(bounds: tuple[date | None, date | None]) -> str:
    return "–".join(str(b) if b else "?" for b in bounds)


def _name(scene: Scene, index: int) -> str:
    cluster = scene.clusters[index]
    if cluster.entry is not None:
        return f"{cluster.entry.name} ({cluster.entry.id})"
    start, end = max(cluster.spans, key=lambda s: s[1] - s[0])
    return scene.letters[start:end]


def _why_left(scene: Scene, view: SentenceView, sense: Considered) -> str:
    """Why a sense of a word was not taken: the lexicon's condition, another sense, or too low a probability."""
    if not sense.taken:
        return f"the lexicon leaves it: {sense.why}"
    weighed = view.weighed.get(sense.i)
    if weighed is None:
        return "another reading of the word fits better, or it is part of a date"
    label, score = weighed
    taken = any(e.frame.trigger.i == sense.i for e in view.events)
    return f"read as {label} instead" if taken else f"lexicon and model together give it {score:.2f} (as {label}); {needed(scene)} is needed"


def _sentence(scene: Scene, view: SentenceView, finder: TriggerFinder) -> Iterator[str]:
    yield f"sentence {view.start}–{view.end} ({view.segment}): {quote(scene.letters[view.start : view.end])}"
    for n, phrase in enumerate(view.phrases):
        yield f"  actor {quote(scene.letters[phrase.start : phrase.end])}: {phrase.kind}, by {phrase.rule} → {_name(scene, view.chosen[n])}"
    taken = frozenset(i for p in view.phrases for i in range(p.first, p.last))
    trace: list[Considered] = []
    finder.find(view.words, taken, trace=trace)
    chosen = {(e.frame.trigger.i, e.frame.trigger.lemma.id) for e in view.events}
    for sense in trace:
        if (sense.i, sense.lemma.id) not in chosen:
            why = _why_left(scene, view, sense)
            yield f"  left {quote(view.words[sense.i].text)} as {sense.lemma.type} ({sense.pos}): {why}"
    for event in view.events:
        trigger = event.frame.trigger
        kept = "" if event.source or event.target else " – dropped: no actor"
        yield f"  {trigger.type} {quote(view.words[trigger.i].text)} ({trigger.pos}, {trigger.lemma.id}, score {event.score:.2f}){kept}"
        slots = {(f.role, view.chosen[f.phrase]): f.slot for f in event.frame.fillers if f.phrase >= 0}
        for role in ("source", "target", "place"):
            for index in getattr(event, role):
                yield f"    {role}: {_name(scene, index)} [{slots.get((role, index), 'carried over')}]"
        yield f"    status: {event.status}, {event.why_status}"
        yield f"    asserted: {'yes' if event.asserted else 'no'}, {event.why_asserted}"
        if event.speaker is not None:
            yield f"    according to: {_name(scene, event.speaker)}"
        if event.when is not None:
            said = f", by {quote(event.when.evidence.quote)}" if event.when.evidence else ""
            yield f"    when: begin {_bounds(event.when.begin)}, end {_bounds(event.when.end)} ({event.when.basis}{said})"
