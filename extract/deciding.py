"""Let the trained models decide: roles in two passes, certainty, and who says so."""

from __future__ import annotations

import numpy as np

from . import attending
from .attending import Chances
from .claim_features import speaker_candidates, speaker_features, status_features
from .letters import fold
from .linear import Linear
from .records import Status
from .role_features import RoleSight
from .scene import Event, Scene
from .sight import SceneSight

Guess = dict[int, dict[str, float]]
SOURCE, TARGET, PLACE = 0.42, 0.38, 0.42
ROLES_SEEN, STATUS_SEEN, SPEAKERS_SEEN = 0.5, 0.5, 0.5    # the encoder's share in what is learnt
RULES = 0.15    # the share of the rules in saying who fills a role
CUES = 0.1    # the weight of an explicit cue word that the rules found
ACTUAL = 0.6    # the corpus tells more of what happened than real news do: "actual" must be surer than the rest
CALLED_OFF = 0.7    # "postponed" and its like leave little doubt, and the corpus has few of them
CITED = 0.35    # whoever stands behind "according to" and its like
SPEAKER = 0.33
RULED_TARGET = 0.27    # where the model sees no target, the rules' one from here on
BESIDE = 0.15    # a member of a coordination follows the others from here on
LAST_RESORT = 0.25    # an event without anyone takes its likeliest actor from here on


def guess_roles(scene: Scene, model: Linear, second: Linear | None = None) -> list[tuple[Event, Guess]]:
    """For every event, how probable each role is of each candidate. ``second`` looks again, knowing the first guesses."""
    sight = RoleSight(scene)
    seen = [(event, c, sight.features(event, c)) for event in scene.events for c in sight.candidates(event)]
    found = _grouped(scene, model, [(e, c.cluster, row) for e, c, row in seen])
    if second is None:
        return found
    context = sight.context({id(event): guess for event, guess in found})
    return _grouped(scene, second, [(e, c.cluster, [*row, *sight.neighbours(e, c, context)]) for e, c, row in seen])


def _grouped(scene: Scene, model: Linear, rows: list[tuple[Event, int, list[str]]]) -> list[tuple[Event, Guess]]:
    """The model's probabilities for all rows, by event and cluster."""
    out: dict[int, Guess] = {id(event): {} for event in scene.events}
    table = model.table([row for _, _, row in rows]).tolist() if rows else []
    for (event, cluster, _), p in zip(rows, table, strict=True):
        out[id(event)][cluster] = dict(zip(model.labels, p, strict=True))
    return [(event, out[id(event)]) for event in scene.events]


def decide_roles(scene: Scene, model: Linear, second: Linear | None = None, *, symmetric: frozenset[str] = frozenset(), chances: Chances | None = None) -> None:
    """Let the model say who fills the roles of every event."""
    for event, guess in guess_roles(scene, model, second):
        roles: dict[str, list[tuple[float, int]]] = {"source": [], "target": [], "place": []}
        _mix(guess, (chances or {}).get(id(event), {}))
        for cluster, p in guess.items():
            for role in roles:
                p[role] = (1 - RULES) * p.get(role, 0.0) + RULES * (cluster in event.ruled.get(role, ()))
            best = max(("source", "target", "place"), key=lambda r: p.get(r, 0.0))
            if p.get(best, 0.0) >= {"source": SOURCE, "target": TARGET, "place": PLACE}[best]:
                roles[best].append((-p[best], cluster))
        if not roles["source"] and not roles["target"] and guess:
            chance, role, cluster = max((p.get(role, 0.0), role, cluster) for cluster, p in guess.items() for role in ("source", "target"))
            if chance >= LAST_RESORT:
                roles[role].append((-chance, cluster))
                roles["place"] = [x for x in roles["place"] if x[1] != cluster]
        if not roles["target"] and event.ruled.get("target"):
            taken = {c for found in roles.values() for _, c in found}
            likely = max(((guess.get(c, {}).get("target", 0.0), -c) for c in event.ruled["target"] if c not in taken), default=(0.0, 0))
            if likely[0] >= RULED_TARGET:
                roles["target"].append((-likely[0], -likely[1]))
        for role in ("source", "target"):
            roles[role] += _beside(scene, event, guess, role, {c for found in roles.values() for _, c in found}, {c for _, c in roles[role]})
        event.source, event.target, event.place = ([c for _, c in sorted(roles[r])] for r in ("source", "target", "place"))
        if (whole := complete(scene, event)) and event.frame.trigger.type in symmetric:
            event.source, event.target = list(whole), []
        if event.frame.trigger.type in symmetric:
            event.source, event.target = [*event.source, *event.target], []


def _mix(guess: Guess, seen: Guess) -> None:
    """Let the encoder have its share in what is guessed of an event's actors; one that only it sees is added."""
    for cluster, p in seen.items():
        if cluster in guess or max(p["source"], p["target"], p["place"]) >= 0.5:
            mine = guess.setdefault(cluster, {})
            for role in ("source", "target", "place"):
                mine[role] = (1 - ROLES_SEEN) * mine.get(role, 0.0) + ROLES_SEEN * p[role]


def _beside(scene: Scene, event: Event, guess: Guess, role: str, taken: set[int], chosen: set[int]) -> list[tuple[float, int]]:
    """Who stands in one coordination with somebody chosen for a role ("Tel Aviv and Jordan") and may have it too."""
    view = scene.sentences[event.sentence]
    if view.clause is None or not chosen:
        return []
    found: dict[int, float] = {}
    for group in view.clause.groups:
        members = {view.chosen[n] for n in group.phrases}
        if len(members) > 1 and members & chosen:
            found |= {c: p for c in members - taken if (p := guess.get(c, {}).get(role, 0.0)) >= BESIDE}
    return [(-p, c) for c, p in sorted(found.items())]


def complete(scene: Scene, event: Event) -> tuple[int, ...]:
    """The participants of a symmetric event where grammar names them all: "between A and B", or the pair that is the
    subject of a dual verb; empty where it does not."""
    view, trigger = scene.sentences[event.sentence], event.frame.trigger
    slots = [f for f in event.frame.fillers if f.role == "source" and f.phrase >= 0]
    pair = [f for f in slots if fold(f.slot) == "بين" or (f.slot == "subject" and trigger.pos == "verb" and trigger.form.number == "d")]
    found = tuple(dict.fromkeys(view.chosen[f.phrase] for f in pair))
    return found if len(found) > 1 else ()


def decide_status(scene: Scene, model: Linear) -> None:
    """Let the model say how certain every event is."""
    sight = SceneSight(scene)
    rows = [status_features(scene, sight, event) for event in scene.events]
    table = model.table(rows) if rows else np.zeros((0, len(model.labels)))
    if (also := attending.status(scene, model.labels)) is not None:
        table = (1 - STATUS_SEEN) * table + STATUS_SEEN * also
    table[:, model.labels.index("actual")] *= ACTUAL
    for n, event in enumerate(scene.events):
        if event.status != "actual":
            table[n, model.labels.index(event.status)] += CALLED_OFF if event.status == "cancelled" else CUES
    best = table.argmax(axis=1).tolist()
    decided = [(event, model.labels[n]) for event, n in zip(scene.events, best, strict=True)]
    for event, status in decided:
        if status != event.status:
            event.why_status = f"learnt; the rules say {event.status}, {event.why_status}"
            event.status = status_of(status)


def status_of(value: str) -> Status:
    """A status by its name."""
    return value  # type: ignore[return-value]  # the labels of the model are the six statuses


def decide_speakers(scene: Scene, model: Linear, *, threshold: float | None = None, heard: Chances | None = None) -> None:
    """Let the model say whose words every event is in."""
    least = SPEAKER if threshold is None else threshold
    sight = SceneSight(scene)
    asked = [(event, cluster) for event in scene.events for cluster in speaker_candidates(scene, event)]
    yes = model.labels.index("yes")
    chances = model.table([speaker_features(scene, sight, e, c) for e, c in asked])[:, yes].tolist() if asked else []
    best: dict[int, tuple[float, int]] = {}
    for (event, cluster), chance in zip(asked, chances, strict=True):
        view = scene.sentences[event.sentence]
        if heard:
            chance = (1 - SPEAKERS_SEEN) * chance + SPEAKERS_SEEN * heard[id(event)][cluster]["speaker"]
        p = chance + (CITED if event.speaker == cluster and cluster in view.told_by else 0.0)
        if p >= least and p > best.get(id(event), (0.0, -1))[0]:
            best[id(event)] = p, cluster
    decided = [(event, best[id(event)][1] if id(event) in best else None) for event in scene.events]
    for event, speaker in decided:
        if speaker != event.speaker:
            event.speaker, event.cue = speaker, None
