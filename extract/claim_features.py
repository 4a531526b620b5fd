"""What can be seen of how certain an event is and of who may have said it, as named features for two models."""

from __future__ import annotations

from .scene import Event, Scene

SAYING = frozenset({"statement", "appeal", "accusation", "rejection", "threat", "support"})


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
            if other is not event and other.frame.trigger.type in SAYING:
                out += other.source[:1]
    return list(dict.fromkeys(out))


def speaker_features(scene: Scene, event: Event, cluster: int) -> list[str]:
    """What can be seen of an event and one who may have said it."""
    view = scene.sentences[event.sentence]
    i, type_ = event.frame.trigger.i, event.frame.trigger.type
    pos = event.frame.trigger.pos
    out = [f"rule={event.speaker == cluster:d}", f"rule={event.speaker == cluster:d}:{type_}", f"norule={event.speaker is None:d}", f"own={cluster in event.source:d}:{type_}"]
    said = [e for e in view.events if e is not event and cluster in e.source[:1] and e.frame.trigger.type in SAYING]
    before = [e for e in said if e.frame.trigger.i < i]
    if before:
        last = before[-1].frame.trigger
        wall = [w for w in view.words[last.i + 1 : i] if w.tag == "complementiser" or w.text in ':"«“']
        between = sum(last.i < e.frame.trigger.i < i for e in view.events)
        closed = any(w.text in '»"”' for w in view.words[last.i + 1 : i][1:])
        out += [
            f"before={last.type}:{last.pos}", f"before={last.type}:wall={bool(wall):d}:{type_}", f"wall={wall[0].bare if wall else 0}",
            f"wall={bool(wall):d}:between={min(between, 3)}:{pos}", f"closed={closed:d}", f"before-lemma={last.lemma.id}:wall={bool(wall):d}",
            f"between-sayers={sum(e.frame.trigger.type in SAYING and last.i < e.frame.trigger.i < i for e in view.events)}",
        ]  # fmt: skip
    elif said:
        out += [f"after={said[0].frame.trigger.type}:{type_}"]
    else:
        out += [f"elsewhere:quote={view.in_quote:d}", f"elsewhere:{type_}:rule={event.speaker == cluster:d}"]
        out.append(f"elsewhere:first={not any(e.frame.trigger.type in SAYING for e in view.events):d}")
    out += [f"type={type_}:{pos}", f"title={view.is_title:d}", f"quote={view.in_quote:d}"]
    return list(dict.fromkeys(out))
