"""What can be seen of an event and an actor of the same article, as named features for the role model.

Follows the pairwise design of semantic role labelling with a log-linear model (Gildea and Jurafsky 2002),
over linear syntax in place of trees: positions, prepositions, what stands between, what the rules say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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


_SHORT = {"verb": "v", "noun": "n", "participle": "p"}


def path(view: SentenceView, a: int, b: int) -> str:
    """What stands between words a and b as a short string: A actors, T triggers, V verbs, n other words; closed-class words and marks as they are."""
    triggers = {e.frame.trigger.i: e.frame.trigger.pos for e in view.events}
    starts = {p.first: p for p in view.phrases}
    verbs = view.clause.verbs if view.clause is not None else {}
    out: list[str] = []
    k = a + 1
    while k < b:
        word = view.words[k]
        if k in starts:
            phrase = starts[k]
            token = ("+" if phrase.conj else "") + phrase.prep + "A"
            k = phrase.last
        else:
            if k in triggers:
                token = ("+" if word.conj else "") + "T" + _SHORT[triggers[k]]
            elif k in verbs or word.sure_verb:
                token = ("+" if word.conj else "") + "V"
            elif word.tag in ("preposition", "complementiser", "conjunction"):
                token = word.bare
            elif word.tag == "mark":
                token = word.text if word.text in "،,.:؛" else '"'
            elif word.tag in ("relative", "negation"):
                token = word.tag[0].upper()
            else:
                token = ("+" if word.conj else "") + (word.prep if word.definite else "") + "n"
            k += 1
        if not (token == "n" and out and out[-1] == "n"):
            out.append(token)
    if len(out) > 7:
        out = [*out[:3], "..", *out[-3:]]
    return " ".join(out)


def _phrase(scene: Scene, view: SentenceView, event: Event, n: int, side: str) -> Iterator[str]:
    assert view.clause is not None
    trigger, phrase = event.frame.trigger, view.phrases[n]
    i = trigger.i
    a, b = (phrase.last - 1, i) if side == "before" else (i, phrase.first)
    phrases, verbs, triggers, wall = _between(view, a, b)
    group = next((g for g in view.clause.groups if n in g.phrases), None)
    pos = _SHORT[trigger.pos]
    type_, lemma = trigger.type, trigger.lemma.id
    here = f"{side}:{pos}"
    way = path(view, a, b)
    own = phrase.prep or ("+" if phrase.conj else "")
    yield here
    yield f"{here}:{type_}"
    yield f"{here}:path={way}|{own}"
    yield f"{here}:{type_}:path={way}|{own}"
    yield f"{here}:{lemma}:path={way}|{own}"
    yield f"{here}:kind={phrase.kind}:path={way}|{own}"
    yield f"{here}:end={' '.join(way.split()[-2:])}|{own}"
    yield f"{here}:start={' '.join(way.split()[:2])}|{own}"
    yield f"{here}:{type_}:end={' '.join(way.split()[-1:])}|{own}"
    yield f"{here}:dist={_bucket(b - a)}"
    yield f"{here}:phrases={min(phrases, 4)}:verbs={min(verbs, 2)}:wall={wall:d}"
    yield f"{here}:{type_}:phrases={min(phrases, 3)}"
    yield f"{here}:triggers={min(triggers, 3)}:wall={wall:d}"
    bare = sum(1 for m, p in enumerate(view.phrases) if (i < p.first < phrase.first if side == "after" else phrase.last < p.last <= i) and not _prep_of(view, m))
    prep = _prep_of(view, n)
    yield f"{here}:bare-rank={min(bare, 3)}:prep={prep}"
    yield f"{here}:{type_}:bare-rank={min(bare, 3)}:prep={prep}"
    yield f"{here}:prep={prep}"
    yield f"{here}:{type_}:prep={prep}"
    yield f"{here}:{lemma}:prep={prep}"
    yield f"{here}:prep={prep}:triggers={min(triggers, 2)}:verbs={min(verbs, 2)}"
    yield f"{here}:definite={trigger.split.definite:d}:enclitic={bool(trigger.split.enclitic):d}:phrases={min(phrases, 2)}:prep={prep}"
    if group is not None:
        yield f"{here}:first={n == group.phrases[0]:d}:size={min(len(group.phrases), 3)}"
        if n != group.phrases[0]:
            head = view.phrases[group.phrases[0]]
            span = (i, head.first) if side == "after" else (head.last - 1, i)
            lead = path(view, *span)
            yield f"{here}:joined-path={lead}|{head.prep}"
            yield f"{here}:{type_}:joined-path={lead}|{head.prep}"
        if group.genitive >= 0:
            yield f"{here}:genitive:same={group.genitive == i:d}"
            yield f"{here}:{type_}:genitive:outer={group.outer}"
    if side == "after" and phrase.first == i + 1:
        yield f"next:{here}:{type_}:definite={trigger.split.definite:d}"
        yield f"next:{here}:{lemma}"
    passive = trigger.pos == "verb" and i in view.clause.passive
    if passive:
        yield f"{here}:passive:phrases={min(phrases, 2)}"
    for verb, subject in view.clause.subjects.items():
        if subject is not None and n in view.clause.groups[subject].phrases:
            relation = "own" if verb == i else "left" if verb < i else "right"
            yield f"subject-of:{relation}:{pos}"
            yield f"subject-of:{relation}:{pos}:{type_}:passive={passive:d}"
            if relation != "own":
                nearest = max((v for v in view.clause.verbs if v < i), default=None) == verb
                is_trigger = any(e.frame.trigger.i == verb for e in view.events)
                yield f"subject-of:{relation}:{type_}:nearest={nearest:d}:{pos}:trigger={is_trigger:d}"
                yield f"subject-of:{relation}:nearest={nearest:d}:{pos}:verb={view.words[verb].bare}"
                yield f"subject-of:{relation}:nearest={nearest:d}:{pos}:way={path(view, min(verb, i), max(verb, i))}"
    if n == 0:
        yield f"{here}:first-in-sentence"
        yield f"{here}:first-in-sentence:{type_}"


def _prep_of(view: SentenceView, n: int) -> str:
    """The preposition that governs a phrase, + and the outer one for a genitive, "gen" or "none"."""
    assert view.clause is not None
    group = next((g for g in view.clause.groups if n in g.phrases), None)
    if group is None:
        return view.phrases[n].prep or "none"
    return group.prep or ("+" + group.outer if group.outer else "gen" if group.genitive >= 0 else "none")


def features(scene: Scene, event: Event, candidate: Candidate) -> list[str]:
    """The features of one pair of event and actor."""
    view = scene.sentences[event.sentence]
    trigger = event.frame.trigger
    cluster = scene.clusters[candidate.cluster]
    pos = _SHORT[trigger.pos]
    type_ = trigger.type
    out = [f"type={type_}:{pos}", f"lemma={trigger.lemma.id}:{pos}", f"kind={cluster.kind}", f"kind={cluster.kind}:{type_}", f"kind={cluster.kind}:{pos}", f"kind={cluster.kind}:{type_}:{pos}"]
    inside = candidate.before >= 0 or candidate.after >= 0
    where = ("b" if candidate.before >= 0 else "") + ("a" if candidate.after >= 0 else "") or "o"
    out += [f"where={where}:{pos}", f"where={where}:{type_}", f"where={where}:kind={cluster.kind}"]
    for role in ("source", "target", "place"):
        if candidate.cluster in event.ruled.get(role, ()):
            slot = next((f.slot for f in event.frame.fillers if f.role == role and f.phrase >= 0 and view.chosen[f.phrase] == candidate.cluster), "carried")
            out += [f"rule={role}", f"rule={role}:{slot}", f"rule={role}:{type_}", f"rule={role}:{slot}:{type_}", f"rule={role}:{pos}:{slot}"]
            break
    else:
        out += ["rule=no", f"rule=no:source={bool(event.ruled.get('source')):d}:target={bool(event.ruled.get('target')):d}:{pos}", f"rule=no:source={bool(event.ruled.get('source')):d}:{type_}"]
    if candidate.before >= 0:
        out += _phrase(scene, view, event, candidate.before, "before")
    if candidate.after >= 0:
        out += _phrase(scene, view, event, candidate.after, "after")
    before = sum(p.last <= trigger.i for p in view.phrases)
    here = f"here={min(before, 2)}:{min(len(view.phrases) - before, 2)}"
    out += [f"{here}:where={where}:{pos}", f"{here}:where={where}:{type_}"]
    if not inside:
        out += _outside(scene, view, event, candidate)
    rank = sorted(range(len(scene.clusters)), key=lambda c: -len(scene.clusters[c].spans)).index(candidate.cluster)
    out += [f"rank={min(rank, 3)}", f"title={view.is_title:d}:{pos}", f"title={view.is_title:d}:{type_}:where={where}", f"in-title={any(candidate.cluster in s.chosen for s in scene.sentences if s.segment == 'title'):d}"]
    for other in scene.events:
        if other is not event and other.frame.trigger.type == type_:
            same = other.frame.trigger.lemma.head == trigger.lemma.head
            for role in ("source", "target"):
                if candidate.cluster in getattr(other, role):
                    out += [f"elsewhere={role}:{type_}", f"elsewhere={role}:{where}:{pos}:same={same:d}"]
    previous_event = next((e for e in reversed(view.events) if e.frame.trigger.i < trigger.i), None)
    if previous_event is not None:
        for role in ("source", "target"):
            if candidate.cluster in getattr(previous_event, role):
                out += [f"previous={role}:{previous_event.frame.trigger.type}:{type_}", f"previous={role}:{pos}:{previous_event.frame.trigger.pos}"]
                out.append(f"previous={role}:way={path(view, previous_event.frame.trigger.i, trigger.i)}:{pos}")
    return list(dict.fromkeys(out))


def _outside(scene: Scene, view: SentenceView, event: Event, candidate: Candidate) -> Iterator[str]:
    """What can be seen of a candidate that the sentence does not name."""
    trigger = event.frame.trigger
    pos, type_ = _SHORT[trigger.pos], trigger.type
    sentences = [v.index for v in scene.sentences if candidate.cluster in v.chosen and v.index < event.sentence]
    last = min(event.sentence - max(sentences, default=-9), 4)
    here = f"dropped={event.frame.dropped:d}:pron={event.frame.pronoun:d}:{pos}"
    yield f"outside:{last}"
    yield f"outside:{type_}:{pos}:{last}"
    yield f"outside:{last}:{here}"
    yield f"outside:{here}:{type_}"
    yield f"outside:{last}:{here}:alone={not view.phrases:d}"
    yield f"outside:first-trigger={view.events[0] is event:d}:{here}:{last}" if view.events else f"outside:{here}"
    previous = scene.sentences[event.sentence - 1] if event.sentence else None
    if previous is not None:
        order = list(dict.fromkeys(previous.chosen))
        if candidate.cluster in order:
            yield f"outside:place-in-previous={min(order.index(candidate.cluster), 3)}:{here}"
        said = [e for e in previous.events if candidate.cluster in e.source]
        yield f"outside:was-source={bool(said):d}:{here}"
        verbal = [e for e in said if e.frame.trigger.pos == "verb"]
        if verbal:
            yield f"outside:was-subject:{here}:{verbal[-1].frame.trigger.type == 'statement':d}:{type_}"
            yield f"outside:was-first-subject={verbal[0] is previous.events[0]:d}:{here}"
        if any(e.frame.trigger.type == type_ for e in previous.events if candidate.cluster in (*e.source, *e.target)):
            yield "outside:same-type-before"
            yield f"outside:same-type-before:{type_}:{pos}"


def _level(p: float) -> str:
    return "no" if p < 0.1 else "low" if p < 0.35 else "mid" if p < 0.65 else "high"


def neighbours(scene: Scene, event: Event, candidate: Candidate, first: Mapping[int, Mapping[int, Mapping[str, float]]]) -> list[str]:
    """What the first guesses say of the candidate and its rivals, in this event and in those around it."""
    view = scene.sentences[event.sentence]
    type_ = event.frame.trigger.type
    pos = event.frame.trigger.pos[0]
    mine = first[id(event)]
    own = mine[candidate.cluster]
    out = [f"2:own={role}:{_level(own.get(role, 0.0))}" for role in ("source", "target")]
    for role in ("source", "target"):
        rival = max((p.get(role, 0.0) for c, p in mine.items() if c != candidate.cluster), default=0.0)
        out += [f"2:rival={role}:{_level(rival)}", f"2:rival={role}:{_level(rival)}:{_level(own.get(role, 0.0))}", f"2:rival={role}:{_level(rival)}:{type_}"]
    position = view.events.index(event)
    for name, k in (("before", position - 1), ("after", position + 1)):
        if 0 <= k < len(view.events):
            other = view.events[k]
            p = first[id(other)].get(candidate.cluster, {})
            for role in ("source", "target"):
                if p.get(role, 0.0) >= 0.35:
                    out += [f"2:{name}={role}:{other.frame.trigger.type}:{type_}", f"2:{name}={role}:{pos}:{other.frame.trigger.pos[0]}", f"2:{name}={role}:{_level(p[role])}"]
    said = [e for e in view.events[:position] if e.frame.trigger.type in ("statement", "appeal", "accusation", "threat", "rejection", "support")]
    if said and first[id(said[-1])].get(candidate.cluster, {}).get("source", 0.0) >= 0.35:
        out += [f"2:speaker:{type_}:{pos}", f"2:speaker:{pos}"]
    for other in scene.events:
        if other is not event and other.frame.trigger.type == type_:
            p = first[id(other)].get(candidate.cluster, {})
            same = other.frame.trigger.lemma.id == event.frame.trigger.lemma.id
            for role in ("source", "target"):
                if p.get(role, 0.0) >= 0.5:
                    out += [f"2:elsewhere={role}:same={same:d}", f"2:elsewhere={role}:{type_}"]
    partner = _partners(view, candidate)
    for n in partner:
        p = mine.get(n, {})
        for role in ("source", "target"):
            if p.get(role, 0.0) >= 0.35:
                out.append(f"2:partner={role}:{_level(p[role])}")
    return list(dict.fromkeys(out))


def _partners(view: SentenceView, candidate: Candidate) -> list[int]:
    """The clusters that stand beside the candidate in a coordination."""
    if view.clause is None:
        return []
    at = [n for n in (candidate.before, candidate.after) if n >= 0]
    groups = [g for g in view.clause.groups if len(g.phrases) > 1 and any(n in g.phrases for n in at)]
    return [view.chosen[n] for g in groups for n in g.phrases if n not in at]
