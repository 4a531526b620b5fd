"""Let the trained models decide with what certainty events are told, and who says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from . import attending
from .assertion import Assertion
from .assertion_features import assertion_features
from .claim_features import encoder_speaker, encoder_status, speaker_candidates, speaker_features, status_features
from .linear import Linear
from .records import Status
from .scene import UNSEEN, Event, Scene, SentenceView
from .sight import SceneSight
from .status import DONE
from .voice import OwnVoice

STATUS_SEEN, SPEAKERS_SEEN = 0.35, 0.35    # the encoder's share in what is learnt
CUES = 0.3   # the weight of an explicit cue word that the rules found
TOLD = 0.3    # the weight of a light verb in the past
ACTUAL = 0.72    # the corpus tells more of what happened than real news do: "actual" must be surer than the rest
CALLED_OFF = 0.7    # "postponed" and its like leave little doubt, and the corpus has few of them
CITED = 0.45    # whoever stands behind "according to" and its like
SPEAKER = 0.35    # how sure a speaker must be; the root of how sure the mention itself is counts too, since what is no event nobody tells
UNLIKELY = 0.01    # to whom the encoder gives less, and whom no rule names, does not speak
CARRIED = 0.15    # and where the sentence has just told of the same doers in these words
ASSERTED = 0.83    # from which chance on a sentence asserts an event, if the rules agree
TOGETHER = 0.3    # the share of the other mentions of the same event in how certain each is


def decide_status(scene: Scene, sight: SceneSight, model: Linear) -> None:
    """Let the model say how certain every event is."""
    seen = attending.certainty(scene)
    rows = [status_features(scene, sight, event) for event in scene.events]
    if seen is not None:
        rows = [[*row, *encoder_status(event, told)] for row, event, told in zip(rows, scene.events, seen, strict=True)]
    table = model.table(rows) if rows else np.zeros((0, len(model.labels)))
    if (also := attending.status(scene, model.labels)) is not None:
        table = (1 - STATUS_SEEN) * table + STATUS_SEEN * also
    table[:, model.labels.index("actual")] *= ACTUAL
    for n, event in enumerate(scene.events):
        if event.status != "actual":
            table[n, model.labels.index(event.status)] += CALLED_OFF if event.status == "cancelled" else CUES
        elif event.why_status == DONE:
            table[n, model.labels.index("actual")] += TOLD
    for event, row in zip(scene.events, table, strict=True):
        event.certain = {status_of(label): chance for label, chance in zip(model.labels, (row / row.sum()).tolist(), strict=True)}
        status = max(event.certain, key=lambda label: event.certain[label])
        if status != event.status:
            event.why_status = f"learnt; the rules say {event.status}, {event.why_status}"
            event.status = status


def concur(events: Sequence[Event]) -> None:
    """Let the mentions of one event (``event.group``), once they are known, have their say in each other's certainty: what a headline
    says was agreed is not in doubt below. Of sayings each is its own, and what was called off has a history: planned, put off, held."""
    groups: dict[int, list[Event]] = {}
    for event in events:
        if event.certain and event.frame.trigger.type != "statement":
            groups.setdefault(event.group, []).append(event)
    for group in (g for g in groups.values() if len(g) > 1 and not any(e.status == "cancelled" for e in g)):
        total = {status: sum(e.certain[status] for e in group) for status in group[0].certain}
        for event in group:
            others = {status: (total[status] - own) / (len(group) - 1) for status, own in event.certain.items()}
            best = max(others, key=lambda s: (1 - TOGETHER) * event.certain[s] + TOGETHER * others[s])
            if best != event.status:
                event.status, event.why_status = best, f"like the other mentions of the event; by itself {event.status}, {event.why_status}"


def assertion_rows(scene: Scene, sight: SceneSight, ruled: Sequence[Assertion]) -> list[list[str]]:
    """What the model of assertion sees of every event, in order; ``ruled`` is what the rules say."""
    certain = attending.certainty(scene)
    return [assertion_features(scene, sight, e, rule, certain[n] if certain else None) for n, (e, rule) in enumerate(zip(scene.events, ruled, strict=True))]


def decide_assertion(scene: Scene, sight: SceneSight, model: Linear, ruled: Sequence[Assertion]) -> None:
    """Let the model say which of the events that the rules take for asserted are."""
    yes = model.labels.index("yes")
    rows = assertion_rows(scene, sight, ruled)
    for event, rule, row in zip(scene.events, ruled, model.table(rows) if rows else (), strict=True):
        event.asserted = rule.asserted and float(row[yes]) >= ASSERTED
        event.why_asserted = f"{rule.why}; learnt: {float(row[yes]):.2f}"


def status_of(value: str) -> Status:
    """A status by its name."""
    return value  # type: ignore[return-value]  # the labels of the model are the six statuses


def decide_speakers(scene: Scene, sight: SceneSight, model: Linear, voice: OwnVoice | None = None, *, threshold: float | None = None) -> None:
    """Let the model say whose words every event is in, but nobody's where the article speaks in its own ``voice``."""
    least = SPEAKER if threshold is None else threshold
    asked = [(event, cluster) for event in scene.events for cluster in speaker_candidates(scene, event) if _possible(scene, event, cluster)]
    yes = model.labels.index("yes")
    rows = [speaker_features(scene, sight, e, c) for e, c in asked]
    if scene.chances:
        rows = [[*row, *encoder_speaker(e, c, scene.chances[id(e)])] for row, (e, c) in zip(rows, asked, strict=True)]
    chances = model.table(rows)[:, yes].tolist() if asked else []
    barred = {id(e): voice.barred(scene.sentences[e.sentence], e) for e in scene.events} if voice is not None else {}
    best: dict[int, tuple[float, int]] = {}
    weighed: dict[tuple[int, int], float] = {}
    for (event, cluster), chance in zip(asked, chances, strict=True):
        view = scene.sentences[event.sentence]
        nobody = barred.get(id(event), frozenset())
        if cluster not in view.told_by and (nobody is None or cluster in nobody):
            continue
        if scene.chances:
            chance = (1 - SPEAKERS_SEEN) * chance + SPEAKERS_SEEN * scene.chances[id(event)].get(cluster, UNSEEN)["speaker"]
        p = (chance + (CITED if event.speaker == cluster and cluster in view.told_by else 0.0)) * event.score**0.5
        weighed[id(event), cluster] = p
        if p >= least and p > best.get(id(event), (0.0, -1))[0]:
            best[id(event)] = p, cluster
    decided = [(event, best[id(event)][1] if id(event) in best else None) for event in scene.events]
    for event, speaker in decided:
        if speaker != event.speaker:
            event.speaker, event.cue = speaker, None
    for view in scene.sentences:
        _carry_on(view, weighed)


def _possible(scene: Scene, event: Event, cluster: int) -> bool:
    """Whether the encoder leaves it open that an actor says what an event tells; whom the rules take for its speaker it does not rule out."""
    seen = scene.chances.get(id(event))
    return seen is None or cluster == event.speaker or cluster in scene.sentences[event.sentence].told_by or seen.get(cluster, UNSEEN)["speaker"] >= UNLIKELY


def _carry_on(view: SentenceView, weighed: Mapping[tuple[int, int], float]) -> None:
    """Let what a sentence goes on to tell of the same doers be in the same words, where that is not out of the question: "said that the president welcomed him, praising …"."""
    told: dict[frozenset[int], int] = {}
    for event in sorted(view.events, key=lambda e: e.frame.trigger.i):
        doers = frozenset(event.source)
        speaker = told.get(doers, -1) if event.speaker is None else -1
        if doers and speaker not in doers and weighed.get((id(event), speaker), 0.0) >= CARRIED:
            event.speaker, event.cue = speaker, None
        if event.speaker is not None:
            told[doers] = event.speaker
