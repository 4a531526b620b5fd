"""Whom "we" means: in somebody's words, "we imposed" and "our recognition" are the speaker's, or the speaker's state's.

Where an official speaks for a state in the first person plural, the state acts; where an institution speaks, it does itself.
"""

from __future__ import annotations

from collections.abc import Mapping

from .actor_cluster import Cluster
from .language import Entry
from .scene import Event, Scene, SentenceView

WE = "نا"
_NEAR = 3


def speaks_of_us(view: SentenceView, event: Event) -> bool:
    """Whether the event is told in the first person plural: its verb, the light verb before it, or its pronoun."""
    trigger = event.frame.trigger
    if trigger.pos == "verb":
        return trigger.form.person == 1
    if trigger.split.enclitic == WE:
        return True
    verbs = view.clause.verbs if view.clause is not None else {}
    return any(verbs[k].person == 1 for k in range(max(0, trigger.i - _NEAR), trigger.i) if k in verbs)


def resolve(scene: Scene, states: Mapping[str, Entry]) -> None:
    """Give events told in the first person to whoever speaks, where nobody else was found to do them."""
    for event in scene.events:
        speaker = event.speaker
        if speaker is None or event.frame.trigger.type == "statement" or (event.source and event.source != [speaker]):
            continue
        if speaks_of_us(scene.sentences[event.sentence], event):
            event.source = [_on_behalf_of(scene, speaker, states)]
            event.target = [t for t in event.target if t not in event.source]


def _on_behalf_of(scene: Scene, speaker: int, states: Mapping[str, Entry]) -> int:
    cluster = scene.clusters[speaker]
    entry = states.get(cluster.state or "") if cluster.kind == "person" and cluster.offices else None
    if entry is None:
        return speaker
    for n, other in enumerate(scene.clusters):
        if other.entry is not None and other.entry.id == entry.id:
            return n
    scene.clusters.append(Cluster("state", entry, spans=list(cluster.spans[:1])))
    return len(scene.clusters) - 1
