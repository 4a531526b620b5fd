"""The stage that says with what certainty and according to whom."""

from __future__ import annotations

from typing import Any

from spacy.tokens import Doc

from . import first_person
from .assertion import AssertionFinder
from .attribution import Attribution
from .deciding import decide_assertion, decide_speakers, decide_status
from .language import Language
from .learned import Learned
from .names import Gazetteer
from .sight import SceneSight
from .stage import Stage, scene_of
from .status import StatusFinder
from .voice import OwnVoice


class Claims(Stage):
    """With what certainty and according to whom."""

    def __init__(self, language: Language, gazetteer: Gazetteer, learned: Learned) -> None:
        self.learned = learned
        self.status = StatusFinder(language)
        self.states = gazetteer.by_iso
        self.attribution, self.voice = Attribution(language), OwnVoice(language)
        self.assertion = AssertionFinder(language)

    def match(self, doc: Doc) -> Any:
        scene = scene_of(doc)
        judged, speakers = {}, {}
        going_on: int | None = None
        for view in scene.sentences:
            assert view.clause is not None
            triggers = [e.frame.trigger for e in view.events]
            for event in view.events:
                judged[id(event)] = self.status.judge(view.clause, event.frame.trigger, triggers)
            speeches = self.attribution.speeches(view.clause, [e.frame for e in view.events], title=view.is_title)
            view.cited = [s.phrase for s in speeches if s.phrase >= 0]
            told = [view.events[s.frame] for s in speeches if s.frame >= 0 and s.first == 0]
            view.told_by = frozenset(c for e in told for c in e.source[:1]) | {view.chosen[n] for n in view.cited}
            for event in view.events:
                i = event.frame.trigger.i
                for speech in speeches:
                    if not speech.first <= i < speech.last or (speech.frame >= 0 and view.events[speech.frame] is event):
                        continue
                    who = view.chosen[speech.phrase] if speech.phrase >= 0 else next(iter(view.events[speech.frame].source), None)
                    said = view.events[speech.frame].frame.trigger.i if speech.frame >= 0 else None
                    if who in event.source and event.frame.trigger.type == "statement":
                        continue
                    if who is not None and not (said is not None and said > i and speech.first > 0):
                        cue = view.words[said] if said is not None else None
                        speakers[id(event)] = (who, (cue.start, cue.end) if cue else None)
                if id(event) not in speakers and view.in_quote and going_on is not None:
                    speakers[id(event)] = (going_on, None)
            last = next((s for s in reversed(speeches) if s.frame >= 0 and s.open_end), None)
            if last is not None:
                going_on = next(iter(view.events[last.frame].source), None)
        return judged, speakers

    def set_annotations(self, doc: Doc, found: Any) -> None:
        judged, speakers = found
        for event in scene_of(doc).events:
            event.status, event.why_status, event.cues = judged[id(event)].status, judged[id(event)].why, judged[id(event)].seen
            event.speaker, event.cue = speakers.get(id(event), (None, None))
        scene = scene_of(doc)
        sight = SceneSight(scene)
        if self.learned.status is not None:
            decide_status(scene, sight, self.learned.status)
        if self.learned.speakers is not None:
            decide_speakers(scene, sight, self.learned.speakers, self.voice)
        first_person.resolve(scene, self.states)
        ruled = [judgement for view in scene.sentences for judgement in self.assertion.judge(view)]
        for event, judgement in zip(scene.events, ruled, strict=True):
            event.asserted, event.why_asserted = judgement.asserted, judgement.why
        if self.learned.assertion is not None:
            decide_assertion(scene, sight, self.learned.assertion, ruled)
