"""What can be seen of whether a sentence asserts an event or takes it for granted, as named features for a model."""

from __future__ import annotations

from collections.abc import Mapping

from .assertion import Assertion
from .claim_features import encoder_status, status_features
from .scene import Event, Scene
from .sight import SceneSight

_NEAR = 6    # words on either side in which figures and times are looked for


def assertion_features(scene: Scene, sight: SceneSight, event: Event, ruled: Assertion, certain: Mapping[str, float] | None) -> list[str]:
    """The rules' judgement and its reason, what speaks for a mention's certainty, and how concretely it is told: who, whom, where,
    when, how many."""
    view, trigger = scene.sentences[event.sentence], event.frame.trigger
    type_, pos, i = trigger.type, trigger.pos, trigger.i
    reason = " ".join(ruled.why.split()[:2])
    rule = f"{ruled.asserted:d}"
    words, here = view.words, set(view.chosen)
    near = words[max(0, i - _NEAR) : i + _NEAR + 1]
    told = "".join(letter for letter, actors in (("s", event.source), ("t", event.target), ("p", event.place)) if here & set(actors))
    first = next((e for e in view.events if e.frame.trigger.type == type_), event)
    out = [
        f"a:rule={rule}", f"a:rule={rule}:{type_}", f"a:rule={rule}:{pos}", f"a:why={ruled.why}", f"a:why={reason}", f"a:why={reason}:{type_}",
        f"a:told={told}", f"a:told={told}:{type_}:{pos}", f"a:told={told}:{rule}", f"a:many={any(w.tag == 'number' for w in near):d}:{type_}",
        f"a:many={any(w.tag == 'number' for w in near):d}:{pos}:{rule}", f"a:first={first is event:d}:{type_}", f"a:speaker={event.speaker is not None:d}:{rule}",
        f"a:length={min(len(words) // 8, 6)}", f"a:at={min(i // 4, 6)}", f"a:at={min(i // 4, 6)}:{rule}", f"a:events={min(len(view.events), 6)}", f"a:quote={view.in_quote:d}:{rule}",
    ]  # fmt: skip
    for role, actors in (("source", event.source), ("target", event.target)):
        kinds = sorted({str(scene.clusters[c].kind) for c in actors if c in here}) or ["none"]
        out += [f"a:{role}={k}:{type_}" for k in kinds] + [f"a:{role}={k}:{rule}" for k in kinds]
    timed = any(t.start < view.end and t.end > view.start for t in scene.times)
    out += [f"a:timed={timed:d}:{rule}", f"a:timed={timed:d}:{type_}"]
    out += status_features(scene, sight, event)
    if certain is not None:
        out += encoder_status(event, certain)
    return list(dict.fromkeys(out))
