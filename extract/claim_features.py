"""What can be seen of how certain an event is and of who may have said it, as named features for two models."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator, Mapping
from datetime import date

from .records import TimeMention
from .scene import Event, Scene, SentenceView
from .sight import SHORT, SceneSight, SentenceSight
from .vocabulary import spell

_QUOTES_BACK = 3    # sentences before one in which whoever is quoted may have been named
_STEPS = (0.01, 0.03, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.97)    # a chance as one of eleven steps, finer at the ends
SAYING = frozenset({"statement", "appeal", "accusation", "rejection", "threat", "support"})


def status_features(scene: Scene, sight: SceneSight, event: Event) -> list[str]:
    """What can be seen of a mention's certainty: the rules' word, the words before it, its governors, its letters."""
    here = sight.sentences[event.sentence]
    view, trigger = here.view, event.frame.trigger
    pos, type_, i = trigger.pos, trigger.type, trigger.i
    word = view.words[i]
    out = [
        f"rule={event.status}", f"rule={event.status}:{type_}", f"rule={event.status}:{pos}", f"type={type_}:{pos}", f"lemma={trigger.lemma.id}:{pos}",
        f"form={trigger.form.tense}:{trigger.split.proclitic}", f"title={view.is_title:d}:{pos}:{trigger.form.tense}", f"why={event.why_status}",
        f"begins={spell(word.text)[:2]}:{pos}", f"definite={trigger.split.definite:d}:{pos}",
    ]  # fmt: skip
    out += [f"clitic={trigger.split.proclitic}:{type_}:{pos}", f"clitic={trigger.split.proclitic}:{trigger.lemma.id}", f"joined={bool(trigger.split.conjunction):d}:{pos}"]
    for step in (1, 2, 3, 4):
        if i - step >= 0:
            before = view.words[i - step]
            out.append(f"-{step}={before.bare}")
            if step < 3:
                out += [f"-{step}={before.bare}:{pos}", f"near={before.bare}:{type_}"]
            if step < 4 and not before.tag and not before.definite and before.fold[:1] == "ل" and len(before.fold) > 4:
                out += [f"purpose={step}:{pos}", f"purpose={type_}:{pos}"]
    for step in (1, 2):
        if i + step < len(view.words):
            out.append(f"+{step}={view.words[i + step].bare}")
    out += [f"bag={w.bare}:{pos}" for w in view.words[max(0, i - 6) : i] if w.tag in ("", "negation", "auxiliary", "complementiser", "adverb")]
    position = view.events.index(event)
    if position:
        previous = view.events[position - 1]
        other = previous.frame.trigger
        way = here.path(other.i, i)
        out += [
            f"previous={other.type}:{pos}", f"previous={other.type}:{type_}", f"previous-rule={previous.status}:{pos}",
            f"previous-lemma={other.lemma.id}:{pos}", f"previous={other.type}:way={way}", f"previous-lemma={other.lemma.id}:way={way}",
            f"previous-rule={previous.status}:way={way}",
        ]  # fmt: skip
    if view.clause is not None:
        governor = max((v for v in view.clause.verbs if v < i), default=None)
        if governor is not None:
            verb = view.words[governor]
            out += [f"governor={verb.bare}", f"governor-tense={view.clause.verbs[governor].tense}:{pos}", f"governor={verb.bare}:way={here.path(governor, i)}"]
    out += [f"reported={event.speaker is not None:d}:{pos}", f"source={bool(event.source):d}:{type_}"]
    out += [*_cue_features(event), *_told_elsewhere(sight, event), *_time_features(scene, view, i, f"{pos}:{trigger.form.tense}")]
    return list(dict.fromkeys(out))


def stepped(chance: float) -> int:
    """A chance as one of eleven steps, finer at the ends."""
    return bisect(_STEPS, chance)


def encoder_status(event: Event, seen: Mapping[str, float]) -> Iterator[str]:
    """What the encoder says of a mention's certainty (``seen``: a chance for each status), in steps."""
    type_, pos = event.frame.trigger.type, event.frame.trigger.pos
    for status, chance in seen.items():
        own = stepped(chance)
        yield from (f"e:{status}={own}", f"e:{status}={own}:rule={event.status}:{pos}", f"e:{status}={own}:{type_}")
    best = max(seen, key=lambda k: seen[k])
    yield from (f"e:best={best}:rule={event.status}", f"e:best={best}:why={event.why_status}", f"e:best={best}:{type_}:{pos}")


def _cue_features(event: Event) -> Iterator[str]:
    """The cues of certainty before a mention, nearest first: which, how far, and what stands between."""
    trigger = event.frame.trigger
    pos, type_ = trigger.pos, trigger.type
    if not event.cues:
        yield f"cue=none:{pos}"
    for n, cue in enumerate(event.cues[:3]):
        far = min(cue.distance // 3, 4)
        yield f"cue{n}={cue.status}:{pos}:{cue.barrier}"
        yield f"cue-word={cue.word}:{pos}"
        yield f"cue-word={cue.word}:{cue.barrier}"
        yield f"cue-word={cue.word}:{type_}"
        yield f"cue{n}={cue.status}:far={far}:{pos}"
        yield f"cue{n}={cue.status}:holds={cue.holds:d}:{trigger.form.tense}"
        yield f"cue{n}={cue.status}:{trigger.split.proclitic}:{type_}"


def _told_elsewhere(sight: SceneSight, event: Event) -> Iterator[str]:
    """How certain the rules found other mentions of the article that may speak of the same event."""
    trigger = event.frame.trigger
    mine = {*event.source, *event.target}
    others = [e for e in sight.by_type.get(trigger.type, ()) if e is not event and mine & {*e.source, *e.target}]
    for status in sorted({e.status for e in others}):
        yield f"elsewhere={status}:{trigger.type}:{trigger.pos}"
        yield f"elsewhere={status}:{trigger.pos}:definite={trigger.split.definite:d}"


def _time_features(scene: Scene, view: SentenceView, i: int, form: str) -> Iterator[str]:
    """Whether the time expression nearest to a word, and any of its sentence, lies before or after the day of writing."""
    today = scene.article.published or scene.written.earliest
    found = sorted((abs(_word_at(view, t.start) - i), _side(t, today)) for t in scene.times if view.start <= t.start < view.end)
    yield f"time={found[0][1] if found and found[0][0] <= 12 else 'none'}:{form}"
    if found:
        yield f"time={found[0][1]}:near={found[0][0] <= 5:d}:{form}"
        yield from (f"sentence-time={side}:{form}" for side in sorted({s for _, s in found}))


def _word_at(view: SentenceView, start: int) -> int:
    return next((w.i for w in view.words if w.end > start), len(view.words))


def _side(time: TimeMention, today: date | None) -> str:
    """Whether a time lies before, on or after the day of writing."""
    first, last = time.when.begin[0], time.when.end[1]
    if today is None or first is None or last is None:
        return "open"
    return "future" if first > today else "past" if last < today else "today" if first == last else "around"


def speaker_candidates(scene: Scene, event: Event) -> list[int]:
    """Whose words an event may be: sources of sayings here and before, and the rules' choice."""
    out: list[int] = [] if event.speaker is None else [event.speaker]
    for view in scene.sentences[max(0, event.sentence - 2) : event.sentence + 1]:
        for other in view.events:
            if other is not event and other.frame.trigger.type in SAYING:
                out += other.source[:1]
    view = scene.sentences[event.sentence]
    out += [view.chosen[n] for n in view.cited]
    if (owner := quoted(scene, event)) is not None:
        out.append(owner)
    return list(dict.fromkeys(out))


def quoted(scene: Scene, event: Event) -> int | None:
    """Whose words the quotation around an event is: the source of the last saying before it opens, else of the first
    behind it in its sentence."""
    view = scene.sentences[event.sentence]
    at = view.words[event.frame.trigger.i].start
    quote = next((s for s in scene.segments if s.kind == "quote" and s.start <= at < s.end), None)
    if quote is None:
        return None
    for other in reversed(scene.sentences[max(0, event.sentence - _QUOTES_BACK) : event.sentence + 1]):
        for said in reversed(other.events):
            if said.frame.trigger.type in SAYING and said.source and other.words[said.frame.trigger.i].start < quote.start:
                return said.source[0]
    behind = (e.source[0] for e in view.events if e.frame.trigger.type in SAYING and e.source and view.words[e.frame.trigger.i].start >= quote.end)
    return next(behind, None)


def speaker_features(scene: Scene, sight: SceneSight, event: Event, cluster: int) -> list[str]:
    """What can be seen of an event and one who may have said it."""
    here = sight.sentences[event.sentence]
    view, trigger = here.view, event.frame.trigger
    i, type_, pos = trigger.i, trigger.type, SHORT[trigger.pos]
    rule = event.speaker == cluster
    out = [
        f"rule={rule:d}", f"rule={rule:d}:{type_}", f"rule={rule:d}:{pos}", f"norule={event.speaker is None:d}", f"own={cluster in event.source:d}:{type_}",
        f"own={cluster in event.source:d}:rule={rule:d}", f"target={cluster in event.target:d}:{type_}", f"type={type_}:{pos}",
        f"title={view.is_title:d}:rule={rule:d}", f"quote={view.in_quote:d}", f"kind={scene.clusters[cluster].kind}",
        f"cited={any(view.chosen[n] == cluster for n in view.cited):d}:{type_}", f"cited={any(view.chosen[n] == cluster for n in view.cited):d}:rule={rule:d}",
    ]  # fmt: skip
    owner = quoted(scene, event)
    out += [
        f"owner={'none' if owner is None else owner == cluster}", f"owner={'none' if owner is None else owner == cluster}:{type_}:{pos}",
    ]  # fmt: skip
    position = view.events.index(event)
    if position:
        out.append(f"neighbour={view.events[position - 1].speaker == cluster:d}:rule={rule:d}:joined={bool(trigger.split.conjunction):d}")
    said = [e for e in view.events if e is not event and cluster in e.source[:1] and e.frame.trigger.type in SAYING]
    before = [e for e in said if e.frame.trigger.i < i]
    after = [e for e in said if e.frame.trigger.i > i]
    if before:
        out += _before(here, event, before[-1])
        out.append(f"before-count={min(len(before), 3)}")
    if after:
        out += _after(here, event, after[0])
    if not said:
        out += _elsewhere(scene, event, cluster)
    return list(dict.fromkeys(out))


def encoder_speaker(event: Event, cluster: int, seen: Mapping[int, Mapping[str, float]]) -> Iterator[str]:
    """What the encoder says of one who may have said an event, and of rivals, in steps (``seen``: by actor and role)."""
    type_, pos = event.frame.trigger.type, SHORT[event.frame.trigger.pos]
    own = stepped(seen[cluster]["speaker"] if cluster in seen else 0.0)
    rival = stepped(max((p["speaker"] for c, p in seen.items() if c != cluster), default=0.0))
    ruled = f"rule={event.speaker == cluster:d}"
    yield from (
        f"e:own={own}", f"e:own={own}:{type_}", f"e:own={own}:{pos}", f"e:own={own}:{ruled}", f"e:own={own}:rival={rival}", f"e:rival={rival}:{ruled}",
        f"e:own={own}:norule={event.speaker is None:d}", f"e:own={own}:source={cluster in event.source:d}",
    )  # fmt: skip


def _before(here: SentenceSight, event: Event, said: Event) -> Iterator[str]:
    """A saying of the candidate stands before the event in its sentence."""
    view, trigger, last = here.view, event.frame.trigger, said.frame.trigger
    i, type_, pos = trigger.i, trigger.type, SHORT[trigger.pos]
    inside = view.words[last.i + 1 : i]
    wall = next((w.bare for w in inside if w.tag == "complementiser" or w.text in ':"«“'), "0")
    closed = any(w.text in '»"”' for w in inside[1:])
    sayers = sum(last.i < e.frame.trigger.i < i and e.frame.trigger.type in SAYING for e in view.events)
    between = min(sum(last.i < e.frame.trigger.i < i for e in view.events), 3)
    way = here.path(last.i, i)
    tail = way.split()
    walled = f"wall={wall != '0':d}"
    yield from (
        f"before={last.type}:{last.pos}", f"before={last.type}:{walled}:{type_}", f"wall={wall}", f"wall={wall}:{last.type}:{pos}", f"{walled}:between={between}:{pos}",
        f"closed={closed:d}:{walled}", f"before-lemma={last.lemma.id}:{walled}", f"before-lemma={last.lemma.id}:wall={wall}", f"sayers={sayers}:{walled}",
        f"sayers={sayers}:{last.type}:{type_}", f"way={way}", f"way={way}:{last.type}", f"start={' '.join(tail[:3])}:{last.type}", f"end={' '.join(tail[-2:])}:{walled}",
        f"end={' '.join(tail[-1:])}:{pos}:{walled}", f"stop={any(w.text in '.؛' for w in inside):d}:{walled}", f"far={min((i - last.i) // 8, 4)}:{walled}",
        f"same-clause={between == 0:d}:{type_}:{last.type}", f"tense={trigger.form.tense}:{walled}:{' '.join(tail[-1:])}",
        f"dropped={said.frame.dropped:d}:{walled}",
    )  # fmt: skip


def _after(here: SentenceSight, event: Event, said: Event) -> Iterator[str]:
    """A saying of the candidate stands behind the event in its sentence ("… , said so-and-so")."""
    trigger, other = event.frame.trigger, said.frame.trigger
    way = here.path(trigger.i, other.i).split()
    yield f"after={other.type}:{trigger.type}"
    yield f"after={other.type}:{other.pos}:end={' '.join(way[-2:])}"
    yield f"after-lemma={other.lemma.id}:end={' '.join(way[-1:])}"


def _elsewhere(scene: Scene, event: Event, cluster: int) -> Iterator[str]:
    """The candidate spoke in a sentence before, if at all."""
    view, type_ = scene.sentences[event.sentence], event.frame.trigger.type
    rule = event.speaker == cluster
    first = not any(e.frame.trigger.type in SAYING and e.frame.trigger.pos == "verb" for e in view.events)
    yield from (f"elsewhere:quote={view.in_quote:d}", f"elsewhere:{type_}:rule={rule:d}", f"elsewhere:first={first:d}", f"elsewhere:first={first:d}:quote={view.in_quote:d}")
    for back in (1, 2):
        if event.sentence - back < 0:
            return
        other = scene.sentences[event.sentence - back]
        spoken = [e for e in other.events if cluster in e.source[:1] and e.frame.trigger.type in SAYING]
        if spoken:
            last = spoken[-1] is [e for e in other.events if e.frame.trigger.type in SAYING][-1]
            yield f"elsewhere:back={back}:last={last:d}:quote={view.in_quote:d}:{other.in_quote:d}"
            yield f"elsewhere:back={back}:last={last:d}:segment={view.segment}:{other.segment}"
            yield f"elsewhere:back={back}:{spoken[-1].frame.trigger.type}:{spoken[-1].frame.trigger.pos}:first={first:d}"
            return
