"""The stages of reading an article, as spaCy components: each looks at the scene so far and adds to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from spacy.tokens import Doc, Span, Token

from . import attending, both, first_person
from .assertion import AssertionFinder
from .attribution import Attribution
from .casting import decide_roles
from .chain import Chain
from .clusters import load_clusters
from .coref import Coreference
from .dating import Dating
from .deciding import decide_speakers, decide_status
from .encoder import Encoding
from .fill import Filling
from .language import Language
from .learned import NONE, Learned
from .letters import fold
from .mention_features import MentionFeatures
from .mentions import MentionTagger
from .metonymy import Metonymy
from .names import Gazetteer
from .occasions import Occasions
from .phrase import Phrase
from .phrases import PhraseFinder
from .records import TimeSpan
from .roles import Frame, RoleFinder
from .scene import Event, Leaf, Scene, SentenceView
from .segments import segment
from .sentences import sentences
from .status import StatusFinder
from .syntax import clause
from .timing import Timing
from .trigger_features import features as trigger_features
from .triggers import Trigger, TriggerFinder
from .words import Analyser

TAKE = 0.4
UNLISTED = 0.48    # a word that the lexicon does not propose must be surer
ENCODED = 0.6    # the encoder's share in what is learnt
LEXICON = 0.4    # the lexicon's share in saying what is a trigger


def scene_of(doc: Doc) -> Scene:
    """The workbench of a doc. Raises KeyError where the doc was not made by a Reader."""
    scene: Scene = doc.user_data["khabar"]
    return scene


class Stage:
    """A component: ``match`` looks at the doc and returns; ``set_annotations`` is the only place that writes."""

    def __call__(self, doc: Doc) -> Doc:
        self.set_annotations(doc, self.match(doc))
        return doc

    def match(self, doc: Doc) -> Any:
        raise NotImplementedError

    def set_annotations(self, doc: Doc, found: Any) -> None:
        raise NotImplementedError


def _spans(doc: Doc, found: Iterable[tuple[int, int, str]]) -> list[Span]:
    return [s for start, end, label in found if (s := doc.char_span(start, end, label=label, alignment_mode="expand")) is not None]


class Segments(Stage):
    """Segments of the article and the sentences of those that tell something."""

    def __init__(self, language: Language) -> None:
        self.analyser = Analyser(language)

    def match(self, doc: Doc) -> tuple[Any, list[SentenceView]]:
        scene = scene_of(doc)
        found = segment(scene.article)
        quotes = [(s.start, s.end) for s in found if s.kind == "quote"]
        views: list[SentenceView] = []
        for part in found:
            if part.kind not in ("title", "body", "other-headline"):
                continue
            for start, end in sentences(scene.letters, part.start, part.end):
                view = SentenceView(len(views), start, end, part.kind, self.analyser.words(scene.letters, start, end))
                view.in_quote = any(a < start < b for a, b in quotes)
                views.append(view)
        return found, views

    def set_annotations(self, doc: Doc, found: tuple[Any, list[SentenceView]]) -> None:
        scene = scene_of(doc)
        scene.segments, scene.sentences = found
        starts = {v.start for v in scene.sentences} | {s.start for s in scene.segments if s.kind != "quote"}
        for token in doc:
            token.is_sent_start = token.i == 0 or token.idx in starts
        doc.spans["segments"] = _spans(doc, ((s.start, s.end, s.kind) for s in scene.segments))


class Parsed(Stage):
    """What the trained pipeline says of each word's stem: part of speech, lemma, place in the tree, name."""

    def match(self, doc: Doc) -> list[list[tuple[int, Token]]]:
        tokens = iter(doc)
        token = next(tokens, None)
        out: list[list[tuple[int, Token]]] = []
        for view in scene_of(doc).sentences:
            row: list[tuple[int, Token]] = []
            for word in view.words:
                stem: Token | None = None
                while token is not None and token.idx < word.end:
                    if token.idx >= word.start and (stem is None or len(token) > len(stem)):
                        stem = token
                    token = next(tokens, None)
                if stem is not None:
                    row.append((word.i, stem))
            out.append(row)
        return out

    def set_annotations(self, doc: Doc, found: list[list[tuple[int, Token]]]) -> None:
        for view, row in zip(scene_of(doc).sentences, found, strict=True):
            word_of = {piece.i: i for i, stem in row for piece in (stem,)}
            tags = {i: (t.pos_, t.ent_type_) for i, t in row}
            view.words = [replace(w, pos=pos, ent=ent) for w in view.words for pos, ent in (tags.get(w.i, ("", "")),)]
            view.tree = {i: Leaf(t.pos_, t.lemma_, t.dep_, self._head(t, word_of), t.ent_type_, t.ent_iob_) for i, t in row}

    def _head(self, token: Token, word_of: dict[int, int]) -> int:
        """The word that a token hangs on, passing over pieces that are no stems; -1 for the root."""
        head = token.head
        for _ in range(4):
            if head.i in word_of and head.i != token.i:
                return word_of[head.i]
            if head.head.i == head.i:
                return -1
            head = head.head
        return -1


class Encoded(Stage):
    """The whole article as the encoder sees it."""

    def __init__(self, learned: Learned) -> None:
        self.encoder = learned.encoder

    def match(self, doc: Doc) -> Encoding | None:
        scene = scene_of(doc)
        return self.encoder.see([[scene.letters[w.start : w.end] for w in view.words] for view in scene.sentences]) if self.encoder else None

    def set_annotations(self, doc: Doc, found: Encoding | None) -> None:
        scene_of(doc).encoding = found


class Times(Stage):
    """Time expressions and the interval in which the article was written."""

    def __init__(self, language: Language) -> None:
        self.timing = Timing(language)

    def match(self, doc: Doc) -> Any:
        return self.timing.find(scene_of(doc))

    def set_annotations(self, doc: Doc, found: Any) -> None:
        scene = scene_of(doc)
        scene.times, scene.written = found
        doc.spans["times"] = _spans(doc, ((t.start, t.end, t.when.grain) for t in scene.times))


class Actors(Stage):
    """Phrases that name or describe someone, grouped into the article's actors."""

    def __init__(self, language: Language, learned: Learned) -> None:
        gazetteer = Gazetteer(language)
        self.finder = PhraseFinder(language, gazetteer)
        self.coref = Coreference(language, gazetteer)
        self.metonymy = Metonymy(language, gazetteer.capitals)
        self.outlets = {fold(name): iso for iso, names in language.table("outlets").get("outlets", {}).items() for name in names}
        self.features = MentionFeatures(self.finder, TriggerFinder(language), load_clusters(language.code))
        self.learn(learned)

    def learn(self, learned: Learned) -> None:
        """Use these models from now on."""
        self.tagger = MentionTagger(self.finder, self.features, learned.mentions) if learned.mentions else None

    def match(self, doc: Doc) -> Any:
        scene = scene_of(doc)
        for view, ruled in zip(scene.sentences, self.finder.find_all([view.words for view in scene.sentences]), strict=True):
            view.ruled = ruled
        found = [self._phrases(scene, view) for view in scene.sentences]
        found = self.metonymy.resolve([(view.words, phrases, view.is_title) for view, phrases in zip(scene.sentences, found, strict=True)])
        order = sorted(((v, n) for v in range(len(found)) for n in range(len(found[v]))), key=lambda x: found[x[0]][x[1]].start)
        when = scene.article.published or scene.written.earliest
        clusters, chosen = self.coref.clusters([found[v][n] for v, n in order], published=when, home=self.outlets.get(fold(scene.article.outlet or "")))
        table = dict(zip(order, chosen, strict=True))
        return found, clusters, table

    def _phrases(self, scene: Scene, view: SentenceView) -> list[Phrase]:
        if self.tagger is None:
            return view.ruled
        return self.tagger.phrases(view.words, view.ruled, view.tree, attending.tags(scene, view.index, self.tagger.chain.labels))

    def set_annotations(self, doc: Doc, found: Any) -> None:
        phrases, clusters, table = found
        scene = scene_of(doc)
        scene.clusters = clusters
        for v, view in enumerate(scene.sentences):
            view.phrases = phrases[v]
            view.chosen = [table[v, n] for n in range(len(phrases[v]))]
        doc.spans["actors"] = _spans(doc, ((p.start, p.end, p.kind) for view in scene.sentences for p in view.phrases))


class Events(Stage):
    """Triggers, and the fillers of their roles."""

    def __init__(self, language: Language, learned: Learned) -> None:
        gazetteer = Gazetteer(language)
        self.learned = learned
        self.symmetric, self.done_by = language.symmetric, language.done_by
        self.clusters = load_clusters(language.code)
        self.triggers = TriggerFinder(language)
        self.roles = RoleFinder(language, gazetteer)
        self.filling = Filling(language, gazetteer)
        self.occasions = Occasions(language)

    def match(self, doc: Doc) -> list[tuple[SentenceView, list[Frame]]]:
        scene = scene_of(doc)
        spans = [(t.start, t.end) for t in scene.times]
        return [(view, self._frames(scene, view, frozenset(w.i for w in view.words for s, e in spans if s <= w.start < e))) for view in scene.sentences]

    def _frames(self, scene: Scene, view: SentenceView, times: frozenset[int]) -> list[Frame]:
        taken = frozenset(i for p in view.phrases for i in range(p.first, p.last))
        triggers = self._decide(scene, view, taken, times)
        forced = {t.i for t in triggers}
        view.words = [replace(w, verb=None, sure_verb=False) if w.i in taken and w.i not in forced and w.verb is not None else w for w in view.words]
        nominal = {t.i for t in triggers if t.pos != "verb"}
        verbs = {t.i: t.form for t in triggers if t.pos == "verb"}
        for word in view.words:
            if word.verb is None or word.i in verbs or word.i in nominal | taken | times:
                continue
            if word.sure_verb or self.roles.lights.role.get(word.verb.text):
                verbs[word.i] = word.verb
        view.clause = clause(view.words, view.phrases, verbs, times)
        return self.roles.frames(view.clause, triggers)

    def _decide(self, scene: Scene, view: SentenceView, taken: frozenset[int], times: frozenset[int]) -> list[Trigger]:
        """The lexicon's triggers, or what the model makes of every word (or what is given, in training)."""
        listed = {t.i: t for t in self.triggers.find(view.words, taken | times)}
        if self.learned.triggers is None and scene.given is None:
            return [listed[i] for i in sorted(listed)]
        phrase_at = {k: p.kind for p in view.phrases for k in range(p.first, p.last)} | dict.fromkeys(times, "time")
        senses = {w.i: found for w in view.words if (found := self.triggers.senses(w)) and not w.tag}
        view.seen = [trigger_features(view, w.i, listed.get(w.i), senses, phrase_at, self.clusters) for w in view.words]
        if scene.given is not None:
            kinds = {w.i: (scene.given[w.start], 1.0) for w in view.words if w.start in scene.given}
        elif self.learned.triggers is not None:
            kinds = self._judged(scene, self.learned.triggers, view, listed)
        out = []
        for i, (kind, score) in sorted(kinds.items()):
            known = listed.get(i)
            same = known is not None and known.type == kind
            out.append(replace(known, score=score) if known is not None and same else self.triggers.as_type(view.words, view.words[i], kind, score))
        return out

    def _judged(self, scene: Scene, chain: Chain, view: SentenceView, listed: Mapping[int, Trigger]) -> dict[int, tuple[str, float]]:
        """Words that model and lexicon together take for triggers: the type and the probability that it is one.

        The two are mixed: the model has learnt contexts, the lexicon knows words that no article of the corpus holds.
        """
        table = chain.marginals(view.seen)
        if (also := attending.types(scene, view.index, chain.labels)) is not None:
            table = (1 - ENCODED) * table + ENCODED * also
        none = chain.labels.index(NONE)
        out: dict[int, tuple[str, float]] = {}
        for word in view.words:
            i = word.i
            known = listed.get(i)
            if word.tag in ("mark", "number", "preposition"):
                continue
            row = table[i] * (1 - LEXICON)
            if known is not None:
                row[chain.labels.index(known.type)] += LEXICON * known.score
            row[none] = 0
            total, label = float(row.sum()), chain.labels[int(row.argmax())]
            if total >= 0.05 or known is not None:
                view.weighed[i] = label, total
            if total >= (TAKE if known is not None else UNLISTED):
                out[i] = label, total
        return out

    def set_annotations(self, doc: Doc, found: list[tuple[SentenceView, list[Frame]]]) -> None:
        scene = scene_of(doc)
        self.filling.fill(scene, found)
        for event in scene.events:
            event.score = event.frame.trigger.score
        scene.chances = attending.chances(scene, self.learned.encoder)
        if self.learned.roles is not None:
            decide_roles(scene, self.learned.roles, self.learned.roles2, symmetric=self.symmetric, done_by=self.done_by)
        self.occasions.resolve(scene)
        both.resolve(scene)
        doc.spans["triggers"] = _spans(
            doc, ((v.words[f.trigger.i].start, v.words[f.trigger.i].end, f.trigger.type) for v, frames in found for f in frames)
        )


class Claims(Stage):
    """With what certainty and according to whom."""

    def __init__(self, language: Language, learned: Learned) -> None:
        self.learned = learned
        self.status = StatusFinder(language)
        self.states = Gazetteer(language).by_iso
        self.attribution = Attribution(language)
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
        if self.learned.status is not None:
            decide_status(scene, self.learned.status)
        if self.learned.speakers is not None:
            decide_speakers(scene, self.learned.speakers)
        first_person.resolve(scene, self.states)
        for view in scene.sentences:
            for event, found_ in zip(view.events, self.assertion.judge(view), strict=True):
                event.asserted, event.why_asserted = found_.asserted, found_.why


class Dates(Stage):
    """Which of the times are those of which events; what no sentence dates is dated when all is assembled."""

    def __init__(self, language: Language) -> None:
        self.dating = Dating(language)

    def match(self, doc: Doc) -> list[tuple[Event, TimeSpan]]:
        return self.dating.times(scene_of(doc))

    def set_annotations(self, doc: Doc, found: list[tuple[Event, TimeSpan]]) -> None:
        for event, when in found:
            event.when = when
