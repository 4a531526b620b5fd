"""What the encoder says of a scene: in the labels of the chains, and by event and actor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from .encoder import ROLES, STATUS, TAGS, TYPES, Encoder, Mention
from .scene import Chances, Event, Scene

Table = NDArray[np.float64]
UNLIKELY = 0.02    # a word to which the encoder gives less is asked only where rules or lexicon propose it
RULED_OUT = 0.001    # who has less than this in every role of an event has no part in it


def in_order(table: NDArray[np.float32], names: Sequence[str], labels: Sequence[str]) -> Table:
    """A table of the encoder with its columns in the order of other labels; a label it does not know has no chance."""
    place = {n: k for k, n in enumerate(names)}
    out = np.zeros((len(table), len(labels)))
    for k, label in enumerate(labels):
        if label in place:
            out[:, k] = table[:, place[label]]
    return out


def tags(scene: Scene, sentence: int, labels: Sequence[str]) -> Table | None:
    """The chance of every mention label at each word of a sentence; None where no encoder has looked."""
    return None if scene.encoding is None else in_order(scene.encoding.tags[sentence], TAGS, labels)


def types(scene: Scene, sentence: int, labels: Sequence[str]) -> Table | None:
    """The chance of every event type at each word of a sentence; None where no encoder has looked."""
    return None if scene.encoding is None else in_order(scene.encoding.types[sentence], TYPES, labels)


def open_words(table: Table, outside: int, proposed: Iterable[int]) -> set[int]:
    """The words that may bear another label than that of the column ``outside``: those to which the encoder gives a chance, and those that others propose."""
    return {*proposed, *np.flatnonzero(table[:, outside] <= 1 - UNLIKELY).tolist()}


def status(scene: Scene, labels: Sequence[str]) -> Table | None:
    """The chance of every status for each event of the scene; None where no encoder has looked."""
    if scene.encoding is None:
        return None
    rows = [scene.encoding.status[e.sentence][e.frame.trigger.i] for e in scene.events]
    return in_order(np.array(rows, dtype=np.float32).reshape(len(rows), len(STATUS)), STATUS, labels)


def certainty(scene: Scene) -> list[Mapping[str, float]] | None:
    """The same for each event by name."""
    table = status(scene, STATUS)
    return None if table is None else [dict(zip(STATUS, row, strict=True)) for row in table.tolist()]


def chances(scene: Scene, encoder: Encoder | None) -> Chances:
    """For every event (by its ``id()``) and actor that is not ruled out, the chance of each role and of being the speaker: an actor's
    score is the logarithm of the sum of the powers of its mentions' scores."""
    if scene.encoding is None or encoder is None:
        return {}
    mentions: list[Mention] = []
    owner: list[int] = []
    for view in scene.sentences:
        for phrase, cluster in zip(view.phrases, view.chosen, strict=True):
            mentions.append((view.index, phrase.first, phrase.last, scene.clusters[cluster].kind))
            owner.append(cluster)
    events = [(view, e) for view in scene.sentences for e in view.events]
    if not events:
        return {}
    scores = encoder.roles(scene.encoding, [(view.index, e.frame.trigger.i, e.frame.trigger.type) for view, e in events], mentions, owner)
    order = np.argsort(np.array(owner, dtype=np.int64), kind="stable")
    owners, starts = np.unique(np.array(owner, dtype=np.int64)[order], return_index=True)
    total = np.zeros((len(ROLES), len(events), len(scene.clusters)))
    if len(order):
        powers = np.exp(np.minimum(scores, 30.0).astype(np.float64))
        total[:, :, owners] = np.add.reduceat(powers[:, :, order], starts, axis=2)
    table = (total / (1 + total)).transpose(1, 2, 0)
    out: Chances = {id(event): {} for _, event in events}
    at, who = np.nonzero(table.max(axis=2) >= RULED_OUT)
    for n, cluster, row in zip(at.tolist(), who.tolist(), table[at, who].tolist(), strict=True):
        out[id(events[n][1])][cluster] = dict(zip(ROLES, row, strict=True))
    return out


def same_event(scene: Scene, events: Sequence[Event], encoder: Encoder | None) -> Table | None:
    """The log odds of each two of some events to be told of as one; None where no encoder has looked."""
    if scene.encoding is None or encoder is None:
        return None
    return encoder.same_events(scene.encoding, [(e.sentence, e.frame.trigger.i, e.frame.trigger.type) for e in events]).astype(np.float64)


def together(scene: Scene, encoder: Encoder | None) -> dict[int, list[tuple[int, float]]]:
    """For every event (by its ``id()``) the others of its type with the chance that they tell the same event, where that is likelier than not; sayings apart."""
    kinds: dict[str, list[Event]] = {}
    for event in scene.events:
        kinds.setdefault(event.frame.trigger.type, []).append(event)
    out: dict[int, list[tuple[int, float]]] = {}
    for kind, events in kinds.items():
        if len(events) > 1 and kind != "statement" and (odds := same_event(scene, events, encoder)) is not None:
            chance = 1 / (1 + np.exp(-odds))
            for n, event in enumerate(events):
                out[id(event)] = [(id(events[k]), float(chance[n, k])) for k in np.flatnonzero(chance[n] > 0.5) if k != n]
    return out
