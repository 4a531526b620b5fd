"""What can be seen of an event and an actor of the same article, as named features for the role models.

Follows the pairwise design of semantic role labelling with a log-linear model (Gildea and Jurafsky 2002), over linear
syntax in place of trees: the path between trigger and mention as a string of closed-class words and marks,
prepositions, whose subject the actor is, what the rules say, and in a second pass what the first says of the neighbours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .claim_features import SAYING, stepped
from .scene import UNSEEN, Event, Scene, SentenceView
from .sight import SHORT, SceneSight, SentenceSight

Guesses = Mapping[int, Mapping[int, Mapping[str, float]]]
_ROLES = ("source", "target")
UNLIKELY = 0.08    # an actor to whom the encoder gives less in every role, and the rules none, is no candidate


@dataclass(frozen=True, slots=True)
class Candidate:
    """A cluster that may fill a role of an event, and its nearest phrases in the event's sentence."""

    cluster: int
    before: int = -1
    after: int = -1


@dataclass(frozen=True, slots=True)
class Context:
    """First guesses by event, and by event and role the best candidate, its probability and the runner-up's."""

    first: Guesses
    best: Mapping[tuple[int, str], tuple[int, float, float]]


class RoleSight(SceneSight):
    """One article as the role features need it."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene)
        self._leaders: dict[int, dict[str, list[tuple[float, int]]]] = {}    # by event and role the two likeliest actors

    def candidates(self, event: Event, *, back: int = 2) -> list[Candidate]:
        """Actors of the sentence, of the ``back`` sentences before it and of the title that the encoder does not rule out, and those the rules chose."""
        scene, chosen = self.scene, {*event.source, *event.target, *event.place}
        seen = scene.chances.get(id(event))
        likely = chosen if seen is None else chosen | {c for c, p in seen.items() if max(p["source"], p["target"], p["place"]) >= UNLIKELY}

        def possible(cluster: int) -> bool:
            return seen is None or cluster in likely

        view = scene.sentences[event.sentence]
        i = event.frame.trigger.i
        found: dict[int, Candidate] = {}
        for n, cluster in enumerate(view.chosen):
            if not possible(cluster):
                continue
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
                if possible(cluster):
                    found.setdefault(cluster, Candidate(cluster))
        for cluster in (*event.source, *event.target, *event.place):
            found.setdefault(cluster, Candidate(cluster))
        return list(found.values())

    def features(self, event: Event, candidate: Candidate) -> list[str]:
        """The features of one pair of event and actor."""
        sight = self.sentences[event.sentence]
        view, trigger = sight.view, event.frame.trigger
        kind = self.scene.clusters[candidate.cluster].kind
        pos, type_ = SHORT[trigger.pos], trigger.type
        where = ("b" if candidate.before >= 0 else "") + ("a" if candidate.after >= 0 else "") or "o"
        out = [
            f"type={type_}:{pos}", f"lemma={trigger.lemma.id}:{pos}", f"kind={kind}", f"kind={kind}:{type_}", f"kind={kind}:{pos}",
            f"kind={kind}:{type_}:{pos}", f"where={where}:{pos}", f"where={where}:{type_}", f"where={where}:kind={kind}",
        ]  # fmt: skip
        out += self._ruled(event, candidate, view, pos)
        if candidate.before >= 0:
            out += self._phrase(sight, event, candidate.before, "before")
        if candidate.after >= 0:
            out += self._phrase(sight, event, candidate.after, "after")
        before = sum(p.last <= trigger.i for p in view.phrases)
        here = f"here={min(before, 2)}:{min(len(view.phrases) - before, 2)}"
        out += [f"{here}:where={where}:{pos}", f"{here}:where={where}:{type_}"]
        if where == "o":
            out += self._outside(event, candidate)
        out += [
            f"rank={self.rank[candidate.cluster]}", f"title={view.is_title:d}:{pos}", f"title={view.is_title:d}:{type_}:where={where}",
            f"in-title={candidate.cluster in self.in_title:d}",
        ]  # fmt: skip
        out += self._elsewhere(event, candidate, where, pos)
        out += self._previous(sight, event, candidate, pos)
        return list(dict.fromkeys(out))

    def _ruled(self, event: Event, candidate: Candidate, view: SentenceView, pos: str) -> Iterator[str]:
        type_ = event.frame.trigger.type
        for role in ("source", "target", "place"):
            if candidate.cluster in event.ruled.get(role, ()):
                slot = next((f.slot for f in event.frame.fillers if f.role == role and f.phrase >= 0 and view.chosen[f.phrase] == candidate.cluster), "carried")
                yield from (f"rule={role}", f"rule={role}:{slot}", f"rule={role}:{type_}", f"rule={role}:{slot}:{type_}", f"rule={role}:{pos}:{slot}")
                return
        source = bool(event.ruled.get("source"))
        yield from ("rule=no", f"rule=no:source={source:d}:target={bool(event.ruled.get('target')):d}:{pos}", f"rule=no:source={source:d}:{type_}")

    def _phrase(self, sight: SentenceSight, event: Event, n: int, side: str) -> Iterator[str]:
        """What can be seen of one mention of the candidate, before or after the trigger."""
        view, trigger = sight.view, event.frame.trigger
        phrase, i = view.phrases[n], trigger.i
        a, b = (phrase.last - 1, i) if side == "before" else (i, phrase.first)
        phrases, verbs, triggers, wall = sight.between(a, b)
        pos, type_, lemma = SHORT[trigger.pos], trigger.type, trigger.lemma.id
        here = f"{side}:{pos}"
        way = sight.path(a, b)
        own = phrase.prep or ("+" if phrase.conj else "")
        prep = sight.preps[n]
        tail = way.split()
        after = side == "after"
        bare = sum(
            sight.preps[m] == "none" and (i < p.first < phrase.first if after else phrase.last < p.last <= i) for m, p in enumerate(view.phrases)
        )
        yield from (
            here, f"{here}:{type_}", f"{here}:path={way}|{own}", f"{here}:{type_}:path={way}|{own}", f"{here}:{lemma}:path={way}|{own}",
            f"{here}:kind={phrase.kind}:path={way}|{own}", f"{here}:end={' '.join(tail[-2:])}|{own}", f"{here}:start={' '.join(tail[:2])}|{own}",
            f"{here}:{type_}:end={' '.join(tail[-1:])}|{own}", f"{here}:dist={_bucket(b - a)}",
            f"{here}:phrases={min(phrases, 4)}:verbs={min(verbs, 2)}:wall={wall:d}", f"{here}:{type_}:phrases={min(phrases, 3)}",
            f"{here}:triggers={min(triggers, 3)}:wall={wall:d}", f"{here}:bare-rank={min(bare, 3)}:prep={prep}",
            f"{here}:{type_}:bare-rank={min(bare, 3)}:prep={prep}", f"{here}:prep={prep}", f"{here}:{type_}:prep={prep}", f"{here}:{lemma}:prep={prep}",
            f"{here}:prep={prep}:triggers={min(triggers, 2)}:verbs={min(verbs, 2)}",
            f"{here}:definite={trigger.split.definite:d}:enclitic={bool(trigger.split.enclitic):d}:phrases={min(phrases, 2)}:prep={prep}",
        )  # fmt: skip
        if tree := sight.tree_path(i, n):
            yield from (f"tree={tree}:{pos}", f"tree={tree}:{type_}", f"tree={tree}:{prep}:{pos}", f"tree={tree}:{lemma}", f"tree={tree}:{type_}:{prep}")
        yield from self._group(sight, event, n, here)
        if after and phrase.first == i + 1:
            yield f"next:{here}:{type_}:definite={trigger.split.definite:d}"
            yield f"next:{here}:{lemma}"
        if trigger.pos == "verb" and i in sight.clause.passive:
            yield f"{here}:passive:phrases={min(phrases, 2)}"
        yield from self._subject(sight, event, n)
        if n == 0:
            yield f"{here}:first-in-sentence"
            yield f"{here}:first-in-sentence:{type_}"

    def _group(self, sight: SentenceSight, event: Event, n: int, here: str) -> Iterator[str]:
        group = sight.group_of.get(n)
        if group is None:
            return
        i, type_ = event.frame.trigger.i, event.frame.trigger.type
        yield f"{here}:first={n == group.phrases[0]:d}:size={min(len(group.phrases), 3)}"
        if n != group.phrases[0]:
            head = sight.view.phrases[group.phrases[0]]
            lead = sight.path(i, head.first) if here.startswith("after") else sight.path(head.last - 1, i)
            yield f"{here}:joined-path={lead}|{head.prep}"
            yield f"{here}:{type_}:joined-path={lead}|{head.prep}"
        if group.genitive >= 0:
            yield f"{here}:genitive:same={group.genitive == i:d}"
            yield f"{here}:{type_}:genitive:outer={group.outer}"

    def _subject(self, sight: SentenceSight, event: Event, n: int) -> Iterator[str]:
        i, type_, pos = event.frame.trigger.i, event.frame.trigger.type, SHORT[event.frame.trigger.pos]
        passive = pos == "v" and i in sight.clause.passive
        verbs = sight.subject_of.get(n, ())
        last = max((v for v in sight.clause.verbs if v < i), default=None) if verbs else None
        for verb in verbs:
            relation = "own" if verb == i else "left" if verb < i else "right"
            yield f"subject-of:{relation}:{pos}"
            yield f"subject-of:{relation}:{pos}:{type_}:passive={passive:d}"
            if relation != "own":
                near = f"nearest={verb == last:d}:{pos}"
                yield f"subject-of:{relation}:{type_}:{near}:trigger={verb in sight.triggers:d}"
                yield f"subject-of:{relation}:{near}:verb={sight.view.words[verb].bare}"
                yield f"subject-of:{relation}:{near}:way={sight.path(min(verb, i), max(verb, i))}"

    def _outside(self, event: Event, candidate: Candidate) -> Iterator[str]:
        """What can be seen of a candidate that the sentence does not name."""
        scene, trigger = self.scene, event.frame.trigger
        view = scene.sentences[event.sentence]
        pos, type_ = SHORT[trigger.pos], trigger.type
        seen = [n for n in self.last_seen.get(candidate.cluster, ()) if n < event.sentence]
        last = min(event.sentence - (seen[-1] if seen else -9), 4)
        here = f"dropped={event.frame.dropped:d}:pron={event.frame.pronoun:d}:{pos}"
        yield from (f"outside:{last}", f"outside:{type_}:{pos}:{last}", f"outside:{last}:{here}", f"outside:{here}:{type_}")
        yield f"outside:{last}:{here}:alone={not view.phrases:d}"
        yield f"outside:first-trigger={view.events[0] is event:d}:{here}:{last}"
        previous = scene.sentences[event.sentence - 1] if event.sentence else None
        if previous is None:
            return
        order = list(dict.fromkeys(previous.chosen))
        if candidate.cluster in order:
            yield f"outside:place-in-previous={min(order.index(candidate.cluster), 3)}:{here}"
        said = [e for e in previous.events if candidate.cluster in e.source]
        yield f"outside:was-source={bool(said):d}:{here}"
        verbal = [e for e in said if e.frame.trigger.pos == "verb"]
        if verbal:
            yield f"outside:was-subject:{here}:{verbal[-1].frame.trigger.type == 'statement':d}:{type_}"
            yield f"outside:was-first-subject={verbal[0] is previous.events[0]:d}:{here}"
        if any(e.frame.trigger.type == type_ and candidate.cluster in (*e.source, *e.target) for e in previous.events):
            yield "outside:same-type-before"
            yield f"outside:same-type-before:{type_}:{pos}"

    def _elsewhere(self, event: Event, candidate: Candidate, where: str, pos: str) -> Iterator[str]:
        trigger = event.frame.trigger
        for other in self.by_type.get(trigger.type, ()):
            if other is not event:
                for role in _ROLES:
                    if candidate.cluster in getattr(other, role):
                        yield f"elsewhere={role}:{trigger.type}"
                        yield f"elsewhere={role}:{where}:{pos}:same={other.frame.trigger.lemma.head == trigger.lemma.head:d}"

    def _previous(self, sight: SentenceSight, event: Event, candidate: Candidate, pos: str) -> Iterator[str]:
        trigger = event.frame.trigger
        position = sight.view.events.index(event)
        if position == 0:
            return
        previous = sight.view.events[position - 1]
        for role in _ROLES:
            if candidate.cluster in getattr(previous, role):
                yield f"previous={role}:{previous.frame.trigger.type}:{trigger.type}"
                yield f"previous={role}:{pos}:{previous.frame.trigger.pos}"
                yield f"previous={role}:way={sight.path(previous.frame.trigger.i, trigger.i)}:{pos}"

    def context(self, first: Guesses) -> Context:
        """The first guesses with, for each event and role, the best candidate and the runner-up."""
        best: dict[tuple[int, str], tuple[int, float, float]] = {}
        for key, guess in first.items():
            for role in _ROLES:
                top, value, second = -1, 0.0, 0.0
                for cluster, p in guess.items():
                    q = p.get(role, 0.0)
                    if q > value:
                        top, value, second = cluster, q, value
                    elif q > second:
                        second = q
                best[key, role] = top, value, second
        return Context(first, best)

    def neighbours(self, event: Event, candidate: Candidate, context: Context) -> list[str]:
        """What the first guesses say of the candidate and its rivals, in this event and in those around it."""
        sight = self.sentences[event.sentence]
        events, trigger = sight.view.events, event.frame.trigger
        type_, pos = trigger.type, SHORT[trigger.pos]
        first = context.first
        mine = first[id(event)]
        own = mine[candidate.cluster]
        out = [f"2:own={role}:{_level(own.get(role, 0.0))}" for role in _ROLES]
        for role in _ROLES:
            top, value, second = context.best[id(event), role]
            rival = _level(second if top == candidate.cluster else value)
            out += [f"2:rival={role}:{rival}", f"2:rival={role}:{rival}:{_level(own.get(role, 0.0))}", f"2:rival={role}:{rival}:{type_}"]
        position = events.index(event)
        for name, k in (("before", position - 1), ("after", position + 1)):
            if 0 <= k < len(events):
                other = events[k].frame.trigger
                p = first[id(events[k])].get(candidate.cluster, {})
                for role in _ROLES:
                    if p.get(role, 0.0) >= 0.35:
                        out += [f"2:{name}={role}:{other.type}:{type_}", f"2:{name}={role}:{pos}:{other.pos[0]}", f"2:{name}={role}:{_level(p[role])}"]
        said = next((e for e in reversed(events[:position]) if e.frame.trigger.type in SAYING), None)
        if said is not None and first[id(said)].get(candidate.cluster, {}).get("source", 0.0) >= 0.35:
            out += [f"2:speaker:{type_}:{pos}", f"2:speaker:{pos}"]
        for other_event in self.by_type.get(type_, ()):
            if other_event is not event and (p := first[id(other_event)].get(candidate.cluster, {})):
                same = other_event.frame.trigger.lemma.id == trigger.lemma.id
                for role in _ROLES:
                    if p.get(role, 0.0) >= 0.5:
                        out += [f"2:elsewhere={role}:same={same:d}", f"2:elsewhere={role}:{type_}"]
        for n in self._partners(sight, candidate):
            p = mine.get(n, {})
            out += [f"2:partner={role}:{_level(p[role])}" for role in _ROLES if p.get(role, 0.0) >= 0.35]
        return list(dict.fromkeys(out))

    def encoded(self, event: Event, candidate: Candidate) -> list[str]:
        """What the encoder says of a candidate and its rivals, in steps; nothing where no encoder has looked."""
        seen = self.scene.chances.get(id(event))
        if seen is None:
            return []
        own = seen.get(candidate.cluster, UNSEEN)
        type_, pos = event.frame.trigger.type, SHORT[event.frame.trigger.pos]
        where = ("b" if candidate.before >= 0 else "") + ("a" if candidate.after >= 0 else "") or "o"
        leaders = self._leaders.get(id(event))
        if leaders is None:
            leaders = self._leaders[id(event)] = {r: sorted(((p[r], c) for c, p in seen.items()), reverse=True)[:2] for r in ("source", "target", "place")}
        out = []
        for role in ("source", "target", "place"):
            mine = stepped(own[role])
            rival = stepped(next((chance for chance, c in leaders[role] if c != candidate.cluster), 0.0))
            ruled = candidate.cluster in event.ruled.get(role, ())
            out += [
                f"e:{role}={mine}", f"e:{role}={mine}:{type_}", f"e:{role}={mine}:where={where}", f"e:{role}={mine}:rival={rival}", f"e:{role}={mine}:rule={ruled:d}:{pos}",
                f"e:{role}-rival={rival}:{type_}",
            ]  # fmt: skip
        best = max(("source", "target", "place"), key=lambda r: own[r])
        out.append(f"e:best={best}:{stepped(own[best])}:{pos}")
        return out

    def _partners(self, sight: SentenceSight, candidate: Candidate) -> list[int]:
        """The clusters that stand beside the candidate in a coordination."""
        at = [n for n in (candidate.before, candidate.after) if n >= 0]
        groups = [g for n in at if (g := sight.group_of.get(n)) is not None and len(g.phrases) > 1]
        return [sight.view.chosen[n] for g in groups for n in g.phrases if n not in at]


def _bucket(n: int) -> str:
    return str(n) if n <= 3 else "4-6" if n <= 6 else "7-12" if n <= 12 else "13+"


def _level(p: float) -> str:
    return "no" if p < 0.1 else "low" if p < 0.35 else "mid" if p < 0.65 else "high"
