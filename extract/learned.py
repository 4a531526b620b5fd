"""What was learnt from annotated articles: the models that decide over what lexicon and rules propose.

Four log-linear models (``linear.py``): is this word a trigger, and of which type; does this actor fill this role; with what
certainty; who says so. Each can be left out, and then the rules alone decide. ``examples_of`` turns an
annotated article into training rows with the very features that are seen when reading.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .linear import Linear
from .records import Status
from .role_features import candidates, features as role_features
from .scene import Event, Scene, SentenceView
from .scoring import from_gold, overlap

NONE = "none"
_NAMES = ("triggers", "roles", "status", "speakers")
Row = tuple[str, list[str], str]


@dataclass(frozen=True)
class Learned:
    """The models of one language that are present; ``None`` where the rules decide."""

    triggers: Linear | None = None
    roles: Linear | None = None
    status: Linear | None = None
    speakers: Linear | None = None

    @classmethod
    def load(cls, folder: Path, *, only: frozenset[str] = frozenset(_NAMES)) -> Learned:
        """The models of a folder, as far as they are there and wanted."""
        found = {n: Linear.load(p) for n in _NAMES if n in only and (p := folder / f"{n}.json.gz").exists()}
        return cls(**found)


def status_features(scene: Scene, event: Event) -> list[str]:
    """What can be seen of a mention's certainty: the rules' word, the letters before it, its governors."""
    view = scene.sentences[event.sentence]
    trigger = event.frame.trigger
    pos = trigger.pos
    out = [f"rule={event.status}", f"rule={event.status}:{trigger.type}", f"rule={event.status}:{pos}", f"type={trigger.type}:{pos}", f"lemma={trigger.lemma.id}:{pos}"]
    out += [f"form={trigger.form.tense}:{trigger.split.proclitic}", f"title={view.is_title:d}:{pos}:{trigger.form.tense}", f"why={event.why_status}"]
    for step in (1, 2, 3):
        k = trigger.i - step
        if k >= 0:
            word = view.words[k]
            out += [f"-{step}={word.bare}", f"-{step}={word.bare}:{pos}"] if step < 3 else [f"-{step}={word.bare}"]
    previous = next((e for e in reversed(view.events) if e.frame.trigger.i < trigger.i), None)
    if previous is not None:
        out += [f"previous={previous.frame.trigger.type}:{pos}", f"previous={previous.frame.trigger.type}:{trigger.type}", f"previous-rule={previous.status}:{pos}"]
        out.append(f"previous-lemma={previous.frame.trigger.lemma.id}:{pos}")
    if view.clause is not None:
        governor = max((v for v in view.clause.verbs if v < trigger.i), default=None)
        if governor is not None:
            out += [f"governor={view.words[governor].bare}", f"governor-tense={view.clause.verbs[governor].tense}:{pos}"]
    out += [f"reported={event.speaker is not None:d}:{pos}", f"dated={event.when is not None:d}", f"source={bool(event.source):d}:{trigger.type}"]
    return list(dict.fromkeys(out))


def speaker_candidates(scene: Scene, event: Event) -> list[int]:
    """Whose words an event may be: sources of sayings here and before, and the rules' choice."""
    out: list[int] = [] if event.speaker is None else [event.speaker]
    for view in scene.sentences[max(0, event.sentence - 2) : event.sentence + 1]:
        for other in view.events:
            if other is not event and other.frame.trigger.type in _SAYING:
                out += other.source[:1]
    return list(dict.fromkeys(out))


_SAYING = frozenset({"statement", "appeal", "accusation", "rejection", "threat", "support"})


def speaker_features(scene: Scene, event: Event, cluster: int) -> list[str]:
    """What can be seen of an event and one who may have said it."""
    view = scene.sentences[event.sentence]
    i, type_ = event.frame.trigger.i, event.frame.trigger.type
    pos = event.frame.trigger.pos
    out = [f"rule={event.speaker == cluster:d}", f"rule={event.speaker == cluster:d}:{type_}", f"norule={event.speaker is None:d}", f"own={cluster in event.source:d}:{type_}"]
    said = [e for e in view.events if e is not event and cluster in e.source[:1] and e.frame.trigger.type in _SAYING]
    before = [e for e in said if e.frame.trigger.i < i]
    if before:
        last = before[-1].frame.trigger
        wall = [w for w in view.words[last.i + 1 : i] if w.tag == "complementiser" or w.text in ':"«“']
        between = sum(last.i < e.frame.trigger.i < i for e in view.events)
        closed = any(w.text in '»"”' for w in view.words[last.i + 1 : i][1:])
        out += [
            f"before={last.type}:{last.pos}", f"before={last.type}:wall={bool(wall):d}:{type_}", f"wall={wall[0].bare if wall else 0}",
            f"wall={bool(wall):d}:between={min(between, 3)}:{pos}", f"closed={closed:d}", f"before-lemma={last.lemma.id}:wall={bool(wall):d}",
            f"between-sayers={sum(e.frame.trigger.type in _SAYING and last.i < e.frame.trigger.i < i for e in view.events)}",
        ]  # fmt: skip
    elif said:
        out += [f"after={said[0].frame.trigger.type}:{type_}"]
    else:
        out += [f"elsewhere:quote={view.in_quote:d}", f"elsewhere:{type_}:rule={event.speaker == cluster:d}"]
        out.append(f"elsewhere:first={not any(e.frame.trigger.type in _SAYING for e in view.events):d}")
    out += [f"type={type_}:{pos}", f"title={view.is_title:d}", f"quote={view.in_quote:d}"]
    return list(dict.fromkeys(out))


def decide_roles(scene: Scene, model: Linear, *, source: float = 0.45, target: float = 0.4, symmetric: frozenset[str] = frozenset()) -> None:
    """Let the model say who fills the roles of every event."""
    for _ in range(1):
        chosen: list[tuple[Event, list[int], list[int]]] = []
        for event in scene.events:
            sources: list[tuple[float, int]] = []
            targets: list[tuple[float, int]] = []
            for candidate in candidates(scene, event):
                p = model.probabilities(role_features(scene, event, candidate))
                if p["source"] >= source and p["source"] >= p["target"]:
                    sources.append((-p["source"], candidate.cluster))
                elif p["target"] >= target:
                    targets.append((-p["target"], candidate.cluster))
            people = [c for _, c in sorted(sources)]
            others = [c for _, c in sorted(targets)]
            if event.frame.trigger.type in symmetric:
                people, others = [*people, *others], []
            chosen.append((event, people, others))
        for event, people, others in chosen:
            event.source, event.target = people, others
            event.place = [p for p in event.place if p not in people and p not in others]


def decide_status(scene: Scene, model: Linear) -> None:
    """Let the model say how certain every event is."""
    decided: list[tuple[Event, str]] = []
    for event in scene.events:
        p = model.probabilities(status_features(scene, event))
        decided.append((event, max(p, key=lambda s: (p[s], s))))
    for event, status in decided:
        if status != event.status:
            event.why_status = f"learnt; the rules say {event.status}, {event.why_status}"
            event.status = status  # type: ignore[assignment]


def decide_speakers(scene: Scene, model: Linear, *, threshold: float = 0.5) -> None:
    """Let the model say whose words every event is in."""
    decided: list[tuple[Event, int | None]] = []
    for event in scene.events:
        best = max(((model.probabilities(speaker_features(scene, event, c))["yes"], -n, c) for n, c in enumerate(speaker_candidates(scene, event))), default=(0.0, 0, -1))
        decided.append((event, best[2] if best[0] >= threshold else None))
    for event, speaker in decided:
        if speaker != event.speaker:
            event.speaker, event.cue = speaker, None


# Training rows


def _gold_of_clusters(scene: Scene, gold: Mapping[str, Any]) -> dict[int, str]:
    """The annotated actor that shares most with each cluster."""
    table: dict[int, str] = {}
    for n, cluster in enumerate(scene.clusters):
        best = max(
            ((sum(1 + overlap(s, t) / (max(s[1], t[1]) - min(s[0], t[0])) for s in set(cluster.spans) for t in actor["mentions"]
                  if overlap(s, t) > 0 and overlap(s, t) * 2 >= min(s[1] - s[0], t[1] - t[0])), actor["id"]) for actor in gold["actors"]),
            default=(0.0, ""),
        )  # fmt: skip
        if best[0] > 0:
            table[n] = best[1]
    return table


def _gold_event(view: SentenceView, i: int, gold: Mapping[str, Any]) -> Mapping[str, Any] | None:
    span = (view.words[i].start, view.words[i].end)
    return next((e for e in gold["events"] if overlap(e["trigger"], span) > 0), None)


def _role(event: Mapping[str, Any], actor: str | None) -> str:
    if actor is None:
        return NONE
    if actor in event["source"]:
        return "source"
    if actor in event["target"] or event["type"] == "visit" and actor in event["place"]:
        return "target"
    return NONE


def examples_of(scene: Scene, article: Mapping[str, Any]) -> Iterator[Row]:
    """(model, features, label) for everything in one annotated article that a model decides."""
    gold = from_gold(article)
    actors = _gold_of_clusters(scene, gold)
    for view in scene.sentences:
        for i, found in sorted(view.seen.items()):
            answer = _gold_event(view, i, gold)
            yield "triggers", found, str(answer["type"]) if answer else NONE
    for event in scene.events:
        view = scene.sentences[event.sentence]
        answer = _gold_event(view, event.frame.trigger.i, gold)
        if answer is None or answer["type"] != event.frame.trigger.type:
            continue
        for candidate in candidates(scene, event):
            yield "roles", role_features(scene, event, candidate), _role(answer, actors.get(candidate.cluster))
        yield "status", status_features(scene, event), str(answer["status"])
        for cluster in speaker_candidates(scene, event):
            yield "speakers", speaker_features(scene, event, cluster), "yes" if actors.get(cluster) == answer.get("reported_by") is not None else "no"


def status_of(value: str) -> Status:
    """A status by its name."""
    return value  # type: ignore[return-value]
