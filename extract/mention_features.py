"""What can be seen of a word that may be part of an actor's mention, as named features for the mention model.

After the sequence taggers of named entity recognition (Ratinov and Roth 2009): the word and its edges, what lists
and rules say of it, the words around, and clusters of words used alike.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from .actor_words import ActorWords
from .clusters import Clusters
from .phrase import Phrase
from .phrases import PhraseFinder
from .scene import Leaf
from .triggers import TriggerFinder
from .vocabulary import spell
from .words import Word

REMEMBERED = 100_000    # words


def lists_of(word: Word, lists: ActorWords) -> list[str]:
    """The lists that know a word: titles, heads by kind, given names, honorifics, nisba, modifiers."""
    out = []
    if word.bare in lists.titles or word.fold in lists.titles:
        out.append("title")
    kind = lists.heads.get(word.bare) or lists.heads.get(word.fold)
    if kind:
        out.append(f"head-{kind}")
    if word.fold in lists.given:
        out.append("given")
    elif word.fold in lists.person_words:
        out.append("person-word")
    if word.fold in lists.particles:
        out.append("particle")
    if word.fold in lists.honorifics or word.bare in lists.honorifics:
        out.append("honorific")
    if lists.gazetteer.state_of(word):
        out.append("nisba")
    if lists.modifies(word):
        out.append("modifier")
    return out


def _shape(word: Word) -> str:
    if word.tag in ("mark", "number", "foreign"):
        return word.tag
    return ("v" if word.sure_verb else "") + ("d" if word.definite else "") + (word.prep or "") + ("+" if word.conj else "")


class MentionFeatures:
    """Features of every word of a sentence. Holds what is known of words wherever they stand."""

    def __init__(self, finder: PhraseFinder, triggers: TriggerFinder, clusters: Clusters) -> None:
        self.finder = finder
        self.triggers = triggers
        self.clusters = clusters
        self._seen: dict[tuple[str, str, bool], list[str]] = {}

    def _alone(self, word: Word) -> list[str]:
        """What a word is by itself, whatever stands beside it."""
        key = word.text, word.tag, word.sure_verb    # the rest follows from the letters
        if (known := self._seen.get(key)) is None:
            if len(self._seen) > REMEMBERED:
                self._seen.clear()
            known = self._seen[key] = self._of_letters(word)
        return known

    def _of_letters(self, word: Word) -> list[str]:
        text = spell(word.text)
        bare = text[2:] if word.definite and text.startswith("ال") else text
        coarse, fine = self.clusters.get(text) or self.clusters.get(bare) or self.clusters.get(text[1:]) or ("", "")
        out = [f"s={_shape(word)}", f"w={word.bare}"]
        if word.tag:
            out.append(f"t={word.tag}")
        out += [f"l={name}" for name in lists_of(word, self.finder.words)]
        if coarse:
            out += [f"c={coarse}", f"f={fine}"]
        senses = self.triggers.senses(word) if not word.tag else ()
        out += [f"e={pos}" for pos in sorted({f"{form.pos}" for _, form, _ in senses})]
        return out

    def __call__(
        self, words: Sequence[Word], phrases: Sequence[Phrase], tree: Mapping[int, Leaf], asked: Collection[int] | None = None
    ) -> list[list[str] | None]:
        """The features of all words, in order, or of those ``asked`` and None for the others. ``phrases`` are what the rules found, ``tree`` what the parser says."""
        ruled: dict[int, str] = {}
        for phrase in phrases:
            for k in range(phrase.first, phrase.last):
                ruled[k] = f"{'B' if k == phrase.first else 'I'}-{phrase.kind}:{phrase.rule}"
        wanted = range(len(words)) if asked is None else sorted(asked)
        near = {k for i in wanted for k in range(max(0, i - 2), min(len(words), i + 3))}
        alone = {k: [*self._alone(words[k]), *_leaf(tree.get(k))] for k in near}
        out: list[list[str] | None] = [None] * len(words)
        for i in wanted:
            out[i] = self._one(words, i, alone, ruled)
        return out

    def _one(self, words: Sequence[Word], i: int, alone: Mapping[int, list[str]], ruled: Mapping[int, str]) -> list[str]:
        """The features of word i: its own, the rules' word on it, and the words around."""
        word, own = words[i], alone[i]
        found = list(own)
        found += [f"a={word.bare[-1:]}", f"b={word.bare[-2:]}", f"d={word.bare[-3:]}", f"g={word.bare[:2]}", f"h={word.bare[:3]}", f"n={min(len(word.bare), 7)}"]
        rule = ruled.get(i, "O")
        found += [f"r={rule}", f"r={rule}:{_shape(word)}"]
        for step in (-2, -1, 1, 2):
            k = i + step
            if 0 <= k < len(words):
                found += [f"{step}{f}" for f in alone[k] if abs(step) == 1 or f[0] in "stlcrp"]
                found.append(f"{step}r={ruled.get(k, 'O')}")
            else:
                found.append(f"{step}edge")
        if i:
            found.append(f"-1w={words[i - 1].bare}|w={word.bare}")
        found += [f"-1{f}|{g}" for f in (alone[i - 1][:1] if i else ["s=edge"]) for g in own[:1]]
        lists_here = [f for f in own if f.startswith("l=")] or ["l="]
        lists_before = [f for f in alone[i - 1] if f.startswith("l=")] if i else []
        found += [f"-1{a}|{b}" for a in (lists_before or ["l="])[:2] for b in lists_here[:2]]
        found.append("always")
        return found


def _leaf(leaf: Leaf | None) -> list[str]:
    if leaf is None:
        return []
    return [f"p={leaf.pos}", f"p={leaf.iob}-{leaf.ent}", f"p={leaf.dep}"]
