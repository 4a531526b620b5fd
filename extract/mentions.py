"""Mentions that the model sees where the rules are silent, and rule phrases that it makes longer.

The rules (``phrases.py``) know names, titles and heads from lists; the model has learnt from annotated articles what
descriptions of people, institutions and groups look like. A phrase of the rules stays; one of the model's that
touches none of them is added; one that holds a rule's phrase within itself makes that phrase longer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

import numpy as np
from numpy.typing import NDArray

from . import attending
from .apposition import joined
from .attending import Table
from .chain import Chain
from .language import Entry
from .mention_features import MentionFeatures
from .phrase import Phrase
from .phrases import PhraseFinder
from .records import ActorKind
from .scene import SentenceView
from .words import Word

OUTSIDE = "O"
ENCODED = 0.55    # the encoder's share in what is learnt


@dataclass(frozen=True, slots=True)
class Tagged:
    """Words ``first`` to ``last`` (exclusive) that the model takes for a mention, with its probability."""

    first: int
    last: int
    kind: ActorKind
    score: float


class MentionTagger:
    """The mention model at work."""

    def __init__(self, finder: PhraseFinder, features: MentionFeatures, chain: Chain, *, least: float = 0.4) -> None:
        self.finder = finder
        self.features = features
        self.chain = chain
        self.least = least
        self.outside = chain.labels.index(OUTSIDE)

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of words, in the order in which ``also`` has them."""
        return self.chain.labels

    def chances(self, views: Sequence[SentenceView], also: Sequence[Table | None]) -> list[Table]:
        """The chance of every label at each word of the sentences; ``also`` is what the encoder makes of their words, in the order of the labels."""
        rows = []
        for view, table in zip(views, also, strict=True):
            asked = None if table is None else attending.open_words(table, self.outside, (i for p in view.ruled for i in range(p.first, p.last)))
            rows.append(self.features(view.words, view.ruled, view.tree, asked))
        found = self.chain.marginals(rows, known=OUTSIDE)
        return [mine if table is None else (1 - ENCODED) * mine + ENCODED * table for mine, table in zip(found, also, strict=True)]

    def tag(self, words: Sequence[Word], found: Table) -> list[Tagged]:
        """What the model takes for mentions, from the chance of every label at each word."""
        in_mention, likeliest = (1 - found[:, self.outside] >= self.least).tolist(), found.argmax(axis=1).tolist()
        out: list[Tagged] = []
        start = -1
        for i in range(len(words) + 1):
            inside = i < len(words) and in_mention[i]
            label = self.chain.labels[likeliest[i]] if inside else OUTSIDE
            if inside and label == OUTSIDE:
                best = max((n for n in range(len(self.chain.labels)) if n != self.outside), key=lambda n: found[i, n])
                label = self.chain.labels[best]
            begins = label[:1] == "B" or (label != OUTSIDE and start < 0)
            if start >= 0 and (label == OUTSIDE or begins):
                out.append(self._tagged(found, start, i))
                start = -1
            if begins:
                start = i
        return out

    def _tagged(self, found: NDArray[np.float64], first: int, last: int) -> Tagged:
        table = found[first:last]
        by_kind: dict[str, float] = {}
        for label, chance in zip(self.chain.labels, table.sum(axis=0).tolist(), strict=True):
            if label != OUTSIDE:
                by_kind[label[2:]] = by_kind.get(label[2:], 0.0) + chance
        kind = max(sorted(by_kind), key=lambda k: by_kind[k])
        return Tagged(first, last, cast(ActorKind, kind), float(1 - table[:, self.outside].mean()))

    def phrases(self, words: Sequence[Word], ruled: Sequence[Phrase], found: Table) -> list[Phrase]:
        """The rules' phrases with the model's beside them, left to right, none inside another; ``found`` are the chances of the labels."""
        tagged = self.tag(words, found)
        out: list[Phrase] = []
        for n, phrase in enumerate(ruled):
            span = next((s for s in tagged if s.first <= phrase.first and phrase.last <= s.last), None)
            if span is None:
                out.append(phrase)
            elif not n or span.first >= ruled[n - 1].last:
                out.append(self._stretched(words, phrase, span))
            elif out and span.first <= out[-1].first and (whole := self._one(words, out[-1], phrase)) is not None:
                out[-1] = whole
            elif phrase.conj or phrase.kind == "person" or (out and self._object(words, out[-1], phrase)):
                out.append(phrase)    # else: what is named inside a longer mention ("the detainees in …") is no mention of its own
        taken = {k for p in out for k in range(p.first, p.last)}
        for span in tagged:
            free = not any(k in taken for k in range(span.first, span.last))
            if free and not (words[span.first].verb is not None and words[span.first].pos == "VERB") and not self._deed(words, span):
                out.append(self.finder.described(words, span.first, span.last, span.kind))
        out.sort(key=lambda p: p.first)
        kept: list[Phrase] = []
        for phrase in out:
            if not kept or phrase.first >= kept[-1].last:
                kept.append(phrase)
        return joined(words, kept)

    def _deed(self, words: Sequence[Word], span: Tagged) -> bool:
        """Whether there are only marks and prepositions, or a single word that is nobody, or passes for a person and is a common noun of the lexicon ("مذكرة توقيف")."""
        word = words[span.first]
        if all(w.tag in ("mark", "preposition") for w in words[span.first : span.last]) or self._craft(words, span):
            return True
        if span.last > span.first + 1:
            return False
        lists = self.finder.words
        return word.fold in lists.nobody or lists.no_two(words, span.first) or (span.kind == "person" and word.pos == "NOUN" and word.fold in lists.common)

    def _craft(self, words: Sequence[Word], span: Tagged) -> bool:
        """Whether people are seen in an adjective of the plane or ship before it ("طائرة مسيرة مجهولة")."""
        before = words[span.first - 1] if span.first else None
        return before is not None and span.kind in ("group", "armed-group") and words[span.first].ta and bool({before.fold, before.bare} & self.finder.words.craft)

    def _object(self, words: Sequence[Word], subject: Phrase, phrase: Phrase) -> bool:
        """Whether a phrase right after a verb and its subject is the verb's object ("زار الوزير مسقط") rather than a part of the subject."""
        after_verb = subject.first > 0 and words[subject.first - 1].verb is not None
        adjective = phrase.kind == "group" or self.finder.extent.goes_on(words, phrase.first, named=False)
        return after_verb and phrase.first == subject.last and not adjective

    def _reach(self, words: Sequence[Word], phrase: Phrase, last: int) -> int:
        """How far a phrase of the rules may be made longer: over adjectives and, for a person, further names; never over a noun of its own.
        A state that goes by its name takes none."""
        k = phrase.last
        if phrase.kind == "state" and phrase.rule == "gazetteer":
            return k
        titled = phrase.kind == "person"
        while k < last and self.finder.extent.goes_on(words, k, named=titled and bool(phrase.name)) and self.finder.extent.agrees(words, phrase.first, k, titled=titled):
            k += 1
        return k

    def _one(self, words: Sequence[Word], title: Phrase, named: Phrase) -> Phrase | None:
        """A title and the name that the model sees in one mention with it, as one phrase."""
        if title.kind != "person" or title.name or title.plural or title.anaphor or named.kind != "person" or not named.name or named.conj or named.prep:
            return None
        office = title.first + len(title.honours)
        return replace(named, first=title.first, start=title.start, rule=title.rule, title=tuple(w.bare for w in words[office : named.name_start]),
                       head=title.head, honours=title.honours, state=title.state or named.state, prep=title.prep, conj=title.conj, short=False)  # fmt: skip

    def _stretched(self, words: Sequence[Word], phrase: Phrase, span: Tagged) -> Phrase:
        """A phrase of the rules with what the model sees before it and, as far as it may go on, after it."""
        last = self._reach(words, phrase, span.last)
        if (span.first, last) == (phrase.first, phrase.last):
            return phrase
        longer = self.finder.described(words, span.first, last, span.kind)
        if span.first == phrase.first:
            keeps_name = bool(phrase.name) or span.kind != "person"
            return replace(phrase, last=last, end=longer.end, name=phrase.name if keeps_name else longer.name,
                           title=phrase.title if phrase.name else longer.title, state=phrase.state or longer.state)  # fmt: skip
        entries: tuple[Entry, ...] = phrase.entries if phrase.kind == "person" and span.kind == "person" else ()
        return replace(longer, entries=entries, name=phrase.name or longer.name, name_start=phrase.name_start)
