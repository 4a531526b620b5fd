"""Let the trained models decide with what certainty events are told, and who says so."""

from __future__ import annotations

import numpy as np

from . import attending
from .claim_features import encoder_speaker, encoder_status, speaker_candidates, speaker_features, status_features
from .linear import Linear
from .records import Status
from .scene import Scene
from .sight import SceneSight
from .status import DONE
from .voice import OwnVoice

STATUS_SEEN, SPEAKERS_SEEN = 0.35, 0.5    # the encoder's share in what is learnt
CUES = 0.15   # the weight of an explicit cue word that the rules found
TOLD = 0.3    # the weight of a light verb in the past
ACTUAL = 0.62    # the corpus tells more of what happened than real news do: "actual" must be surer than the rest
CALLED_OFF = 0.7    # "postponed" and its like leave little doubt, and the corpus has few of them
CITED = 0.35    # whoever stands behind "according to" and its like
SPEAKER = 0.36


def decide_status(scene: Scene, model: Linear) -> None:
    """Let the model say how certain every event is."""
    sight = SceneSight(scene)
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
    best = table.argmax(axis=1).tolist()
    decided = [(event, model.labels[n]) for event, n in zip(scene.events, best, strict=True)]
    for event, status in decided:
        if status != event.status:
            event.why_status = f"learnt; the rules say {event.status}, {event.why_status}"
            event.status = status_of(status)


def status_of(value: str) -> Status:
    """A status by its name."""
    return value  # type: ignore[return-value]  # the labels of the model are the six statuses


def decide_speakers(scene: Scene, model: Linear, voice: OwnVoice | None = None, *, threshold: float | None = None) -> None:
    """Let the model say whose words every event is in, but nobody's where the article speaks in its own ``voice``."""
    least = SPEAKER if threshold is None else threshold
    sight = SceneSight(scene)
    asked = [(event, cluster) for event in scene.events for cluster in speaker_candidates(scene, event)]
    yes = model.labels.index("yes")
    rows = [speaker_features(scene, sight, e, c) for e, c in asked]
    if scene.chances:
        rows = [[*row, *encoder_speaker(e, c, scene.chances[id(e)])] for row, (e, c) in zip(rows, asked, strict=True)]
    chances = model.table(rows)[:, yes].tolist() if asked else []
    barred = {id(e): voice.barred(scene.sentences[e.sentence], e) for e in scene.events} if voice is not None else {}
    best: dict[int, tuple[float, int]] = {}
    for (event, cluster), chance in zip(asked, chances, strict=True):
        view = scene.sentences[event.sentence]
        nobody = barred.get(id(event), frozenset())
        if cluster not in view.told_by and (nobody is None or cluster in nobody):
            continue
        if scene.chances:
            chance = (1 - SPEAKERS_SEEN) * chance + SPEAKERS_SEEN * scene.chances[id(event)][cluster]["speaker"]
        p = chance + (CITED if event.speaker == cluster and cluster in view.told_by else 0.0)
        if p >= least and p > best.get(id(event), (0.0, -1))[0]:
            best[id(event)] = p, cluster
    decided = [(event, best[id(event)][1] if id(event) in best else None) for event in scene.events]
    for event, speaker in decided:
        if speaker != event.speaker:
            event.speaker, event.cue = speaker, None
