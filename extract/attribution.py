"""According to whom: the speaker in whose words an event stands.

An event is reported where it lies in the complement of a saying (after أن, a colon or an opening quotation
mark), after "بحسب" and its sisters, after a headline's "so-and-so:", or in a quotation that goes on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from .forms import splits
from .language import Language, folded, lemma_forms
from .names import name_words
from .roles import SAYING, Frame
from .syntax import QUOTES, Clause, clause_end

_RELAYED = 12    # how far behind a verb of relaying whoever is quoted may stand
_PAUSES = frozenset("،,.؛)")
_OPEN, _CLOSE = frozenset('"«“»'), frozenset('"»”«')


@dataclass(frozen=True, slots=True)
class Speech:
    """Words ``first`` to ``last`` (exclusive) are said by the actor of ``phrase``, or by the source of
    ``frame`` (index among the sentence's frames)."""

    first: int
    last: int
    frame: int = -1
    phrase: int = -1
    open_end: bool = False


class Attribution:
    """Finds speeches by the reporting words of one language."""

    def __init__(self, language: Language) -> None:
        table = language.table("reporting")
        self.phrases = [name_words(p) for p in _strings(table.get("prepositions"))]
        self.by_first: dict[str, list[tuple[str, ...]]] = {}
        for parts in self.phrases:
            self.by_first.setdefault(parts[0], []).append(parts)
        self.like = frozenset(folded(table.get("like")))
        self.type_ok = SAYING
        self.relays = frozenset(form.text for row in table.get("relays", ()) for form in lemma_forms(row) if form.pos == "verb")

    def speeches(self, made: Clause, frames: Sequence[Frame], *, title: bool) -> list[Speech]:
        """All speeches of a sentence, innermost last."""
        out: list[Speech] = []
        if title and (colon := self._headline(made)) is not None:
            out.append(colon)
        out += self._prepositional(made, frames)
        out += self._relayed(made)
        for n, frame in enumerate(frames):
            if frame.trigger.type not in self.type_ok:
                continue
            start = self._complement(made, frame, {f.trigger.i for f in frames})
            if start is not None:
                last, open_end = self._end(made, start)
                out.append(Speech(start, last, n, -1, open_end))
        out.sort(key=lambda s: (s.first, s.frame >= 0))
        return out

    def _headline(self, made: Clause) -> Speech | None:
        for k, word in enumerate(made.words[:14]):
            if word.text == ":":
                group = next((g for g in made.groups if g.last == k and g.first <= 1), None)
                return Speech(k + 1, len(made.words), -1, group.phrases[0]) if group else None
        return None

    def _prepositional(self, made: Clause, frames: Sequence[Frame]) -> list[Speech]:
        out = []
        for k in range(len(made.words)):
            if not (size := self._cue(made, k)):
                continue
            after = k + size
            while (after < len(made.words) and made.words[after].bare in ("ما", "بما")) or (after < len(made.words) and after not in made.starts and made.words[after].tag == "relative"):
                after += 1
            if after in made.starts and after - k <= size + 1:
                out.append(Speech(0, len(made.words), -1, made.groups[made.starts[after]].phrases[0]))
                continue
            own = after == k + size and after < len(made.words) and made.words[after].tag != "relative"    # "حسب وصفهم": whoever speaks already
            for n, frame in enumerate(frames):
                if frame.trigger.i in (after, after + 1) and frame.trigger.pos == "verb" and frame.trigger.type in self.type_ok and not (own and frame.trigger.split.enclitic):
                    out.append(Speech(0, len(made.words), n))
        out += self._as_was_said(made, frames)
        return out

    def _as_was_said(self, made: Clause, frames: Sequence[Frame]) -> Iterator[Speech]:
        """The clause before "as so-and-so announced", where nothing follows that is announced; at the head of a sentence كما means "also"."""
        for n, frame in enumerate(frames):
            k = frame.trigger.i
            if k < 2 or frame.trigger.type != "statement" or frame.trigger.pos != "verb" or frame.trigger.split.enclitic:
                continue
            if made.words[k - 1].fold not in self.like or made.words[k - 2].tag in ("mark", "conjunction"):
                continue
            rest = next((w for w in made.words[k + 1 :] if w.tag in ("mark", "complementiser") or w.sure_verb), None)
            if rest is None or (rest.tag == "mark" and rest.text in _PAUSES):
                yield Speech(0, k - 1, n)

    def _relayed(self, made: Clause) -> Iterator[Speech]:
        """What an agency passes on ("نقلت الوكالة عن مصدر قوله إن …"): the words up to the quoted one's own are the agency's."""
        for i, group in sorted(made.subjects.items()):
            if group is None or not any(split.stem in self.relays for split in splits(made.words[i].fold)):
                continue
            agency = made.groups[group].phrases[0]
            quoted = next((g for g in made.groups if g.prep == "عن" and i < g.first <= i + _RELAYED), None)
            begin = quoted.last if quoted is not None else max(i + 1, made.groups[group].last)
            said = next((k + 1 for k in range(begin, min(len(made.words), begin + 6)) if made.words[k].tag == "complementiser" or made.words[k].text in (":", *QUOTES)), None)
            last = self._end(made, said)[0] if said is not None else clause_end(made, begin)
            if quoted is None:
                yield Speech(said if said is not None else begin, last, -1, agency)
            else:
                yield Speech(begin, said if said is not None else begin + 2, -1, agency)
                yield Speech(said if said is not None else begin + 2, last, -1, quoted.phrases[0])

    def _cue(self, made: Clause, k: int) -> int:
        """The length of the reporting phrase that begins at word k, 0 if none."""
        word = made.words[k]
        best = 0
        openings = {word.fold, word.bare if word.conj else word.fold, word.fold[1:] if word.fold[:1] in "وف" else word.fold}
        for opening in openings:
            for parts in self.by_first.get(opening, ()):
                if len(parts) > best and all(k + n < len(made.words) and made.words[k + n].fold == part for n, part in enumerate(parts[1:], 1)):
                    best = len(parts)
        return best

    def _complement(self, made: Clause, frame: Frame, triggers: set[int]) -> int | None:
        """Where what is said begins, in the clause of a saying."""
        i = frame.trigger.i
        for k in range(i + 1, min(len(made.words), i + 26)):
            word = made.words[k]
            if word.tag == "complementiser" or word.text in (":", *QUOTES):
                if word.tag == "complementiser" and made.words[k - 1].fold in ("قبل", "بعد", "منذ", "دون", "الي", "علي") and frame.trigger.type == "statement" and k - i > 3:
                    return None
                return k + 1
            if word.text in ".!؟؛" or (k in made.verbs and k > i + 1) or word.sure_verb:
                return None
            if frame.trigger.type != "statement" and k in triggers:
                return None
        return None

    def _end(self, made: Clause, start: int) -> tuple[int, bool]:
        words = made.words
        opened = next((k for k in range(start - 1, min(start + 3, len(words))) if words[k].text in _OPEN), None)
        if opened is None:
            return len(words), False
        for k in range(opened + 1, len(words)):
            if words[k].text in _CLOSE:
                return k, False
        return len(words), True


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [s for v in value.values() for s in _strings(v)]
    return [s for v in value for s in _strings(v)] if isinstance(value, list) else []


__all__ = ["Attribution", "Speech", "clause_end"]
