"""What can be seen of an event and an actor of the same article, as named features for the role model.

Follows the pairwise design of semantic role labelling with a log-linear model (Gildea and Jurafsky 2002),
over linear syntax in place of trees: positions, prepositions, what stands between, what the rules say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .scene import Event, Scene, SentenceView
from .syntax import STOPS


@dataclass(frozen=True, slots=True)
class Candidate:
    """A cluster that may fill a role of an event, and its nearest phrases in the event's sentence."""

    cluster: int
    before: int = -1
    after: int = -1


def candidates(scene: Scene, event: Event, *, back: int = 2) -> list[Candidate]:
    """Actors of the sentence, of the ``back`` sentences before it, of the title, and those the rules chose."""
    view = scene.sentences[event.sentence]
    i = event.frame.trigger.i
    found: dict[int, Candidate] = {}
    for n, cluster in enumerate(view.chosen):
        phrase = view.phrases[n]
        old = found.get(cluster, Candidate(cluster))
        if phrase.last <= i:
            found[cluster] = Candidate(cluster, n, old.after)
        elif old.after < 0:
            found[cluster] = Candidate(cluster, old.before, n)
    near = scene.sentences[max(0, event.sentence - back) : event.sentence]
    title = [s for s in scene.sentences[:1] if s.segment == "title" and s.index < event.sentence]
    following = scene.sentences[event.sentence + 1 : event.sentence + 2] if view.segment == "title" else []
    for other in (*near, *title, *following):
        for cluster in other.chosen:
            found.setdefault(cluster, Candidate(cluster))
    for cluster in (*event.source, *event.target, *event.place):
        found.setdefault(cluster, Candidate(cluster))
    return list(found.values())


def _bucket(n: int) -> str:
    return str(n) if n <= 3 else "4-6" if n <= 6 else "7-12" if n <= 12 else "13+"


def _between(view: SentenceView, a: int, b: int) -> tuple[int, int, int, bool]:
    """Phrases, verbs and triggers strictly between two words, and whether a stop or complementiser is."""
    assert view.clause is not None
    phrases = sum(a < p.first and p.last <= b for p in view.phrases)
    verbs = sum(a < v < b for v in view.clause.verbs)
    triggers = sum(a < e.frame.trigger.i < b for e in view.events)
    wall = any(view.words[k].text in STOPS or view.words[k].tag == "complementiser" for k in range(a + 1, b))
    return phrases, verbs, triggers, wall


def _phrase(scene: Scene, view: SentenceView, event: Event, n: int, side: str) -> Iterator[str]:
    assert view.clause is not None
    trigger, phrase = event.frame.trigger, view.phrases[n]
    i = trigger.i
    a, b = (phrase.last - 1, i) if side == "before" else (i, phrase.first)
    phrases, verbs, triggers, wall = _between(view, a, b)
    group = next((g for g in view.clause.groups if n in g.phrases), None)
    pos = "v" if trigger.pos == "verb" else "n"
    here = f"{side}:{pos}:{trigger.type}"
    yield f"{here}"
    yield f"{side}:{pos}:dist={_bucket(b - a)}"
    yield f"{here}:phrases={min(phrases, 3)}"
    yield f"{side}:{pos}:verbs={min(verbs, 2)}:wall={wall:d}"
    yield f"{side}:{pos}:phrases={min(phrases, 2)}:verbs={min(verbs, 2)}"
    yield f"{side}:triggers={min(triggers, 3)}"
    if group is None:
        return
    prep = group.prep or ("+" + group.outer if group.outer else "gen" if group.genitive >= 0 else "none")
    yield f"{side}:{pos}:prep={prep}"
    yield f"{here}:prep={prep}"
    yield f"{side}:{trigger.lemma.id}:{pos}:prep={prep}"
    yield f"{side}:prep={prep}:triggers={min(triggers, 2)}:verbs={min(verbs, 2)}"
    yield f"{side}:first={n == group.phrases[0]:d}:size={min(len(group.phrases), 3)}"
    if group.genitive >= 0:
        yield f"{side}:genitive:same={group.genitive == i:d}"
    if side == "after" and phrase.first == i + 1:
        yield f"next:{here}"
        yield f"next:{trigger.lemma.id}:{pos}"
        yield f"next:{here}:definite={trigger.split.definite:d}"
    for verb, subject in view.clause.subjects.items():
        if subject is not None and n in view.clause.groups[subject].phrases:
            relation = "own" if verb == i else "left" if verb < i else "right"
            yield f"subject-of:{relation}:{pos}"
            if relation != "own":
                nearest = max((v for v in view.clause.verbs if v < i), default=None) == verb
                yield f"subject-of:{relation}:{trigger.type}:nearest={nearest:d}:{pos}"
    if n == 0:
        yield f"{side}:first-in-sentence:{pos}"


def features(scene: Scene, event: Event, candidate: Candidate) -> list[str]:
    """The features of one pair of event and actor."""
    view = scene.sentences[event.sentence]
    trigger = event.frame.trigger
    cluster = scene.clusters[candidate.cluster]
    pos = {"verb": "v", "noun": "n", "participle": "p"}[trigger.pos]
    out = [f"type={trigger.type}:{pos}", f"kind={cluster.kind}", f"kind={cluster.kind}:{trigger.type}", f"kind={cluster.kind}:{pos}"]
    for role in ("source", "target", "place"):
        if candidate.cluster in event.ruled.get(role, ()):
            slot = next((f.slot for f in event.frame.fillers if f.role == role and f.phrase >= 0 and view.chosen[f.phrase] == candidate.cluster), "carried")
            out += [f"rule={role}", f"rule={role}:{slot}", f"rule={role}:{trigger.type}", f"rule={role}:{slot}:{trigger.type}", f"rule={role}:{pos}:{slot}"]
            break
    else:
        out += ["rule=no", f"rule=no:source={bool(event.ruled.get('source')):d}:target={bool(event.ruled.get('target')):d}:{pos}", f"rule=no:source={bool(event.ruled.get('source')):d}:{trigger.type}"]
    if candidate.before >= 0:
        out += _phrase(scene, view, event, candidate.before, "before")
    if candidate.after >= 0:
        out += _phrase(scene, view, event, candidate.after, "after")
    if candidate.before < 0 and candidate.after < 0:
        sentences = [v.index for v in scene.sentences if candidate.cluster in v.chosen and v.index < event.sentence]
        last = event.sentence - max(sentences, default=-9)
        out += [f"outside:{min(last, 4)}", f"outside:{trigger.type}:{pos}:{min(last, 4)}", f"outside:dropped={event.frame.dropped:d}:pron={event.frame.pronoun:d}:{pos}"]
        previous = scene.sentences[event.sentence - 1] if event.sentence else None
        if previous is not None:
            said = [e for e in previous.events if candidate.cluster in e.source]
            out.append(f"outside:was-source={bool(said):d}:{pos}:dropped={event.frame.dropped:d}")
            if any(e.frame.trigger.type == trigger.type for e in previous.events if candidate.cluster in (*e.source, *e.target)):
                out.append("outside:same-type-before")
    rank = sorted(range(len(scene.clusters)), key=lambda c: -len(scene.clusters[c].spans)).index(candidate.cluster)
    out += [f"rank={min(rank, 3)}", f"title={view.is_title:d}:{pos}", f"in-title={any(candidate.cluster in s.chosen for s in scene.sentences if s.segment == 'title'):d}"]
    for other in scene.events:
        if other is not event and other.frame.trigger.type == trigger.type:
            if candidate.cluster in other.source:
                out.append(f"elsewhere=source:{trigger.type}")
            if candidate.cluster in other.target:
                out.append(f"elsewhere=target:{trigger.type}")
    previous_event = next((e for e in reversed(view.events) if e.frame.trigger.i < trigger.i), None)
    if previous_event is not None:
        for role in ("source", "target"):
            if candidate.cluster in getattr(previous_event, role):
                out += [f"previous={role}:{previous_event.frame.trigger.type}:{trigger.type}", f"previous={role}:{pos}"]
    return list(dict.fromkeys(out))
