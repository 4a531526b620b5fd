"""What the models look at, worked out once a sentence and once an article: paths, prepositions, subjects, ranks."""

from __future__ import annotations

from itertools import accumulate

from .scene import Event, Scene, SentenceView
from .syntax import STOPS

SHORT = {"verb": "v", "noun": "n", "participle": "p"}


class SentenceSight:
    """One sentence as the role features need it: what stands where, worked out once."""

    def __init__(self, view: SentenceView) -> None:
        assert view.clause is not None
        self.view = view
        self.clause = view.clause
        self.triggers = {e.frame.trigger.i: e for e in view.events}
        self.group_of = {n: g for g in view.clause.groups for n in g.phrases}
        self.preps = [self._prep(n) for n in range(len(view.phrases))]
        self.subject_of: dict[int, list[int]] = {}
        for verb, subject in view.clause.subjects.items():
            if subject is not None:
                for n in view.clause.groups[subject].phrases:
                    self.subject_of.setdefault(n, []).append(verb)
        self.tokens = self._tokens()
        self._paths: dict[tuple[int, int], str] = {}
        self._until = self._counts()
        self.heads = [self._head_word(n) for n in range(len(view.phrases))]
        self._ways: dict[tuple[int, int], str] = {}

    def _head_word(self, n: int) -> int:
        """The word of a phrase that hangs on something outside it."""
        phrase, tree = self.view.phrases[n], self.view.tree
        for i in range(phrase.first, phrase.last):
            leaf = tree.get(i)
            if leaf is not None and not phrase.first <= leaf.head < phrase.last:
                return i
        return phrase.first

    def tree_path(self, i: int, n: int) -> str:
        """The relations from phrase n up to the lowest common ancestor with word i and down to it; empty without a tree."""
        if not self.view.tree:
            return ""
        if (known := self._ways.get((i, n))) is not None:
            return known
        up, down = self._up(self.heads[n]), self._up(i)
        places = {word: k for k, (word, _) in enumerate(down)}
        found = "far"
        for k, (word, _) in enumerate(up):
            if word in places:
                rise, fall = [d for _, d in up[:k]], [d for _, d in down[: places[word]]]
                if len(rise) + len(fall) <= 5:
                    found = "^".join(rise) + "|" + "v".join(fall)
                break
        self._ways[i, n] = found
        return found

    def _up(self, i: int) -> list[tuple[int, str]]:
        """A word and its ancestors, each with the relation by which it hangs on the next."""
        out: list[tuple[int, str]] = []
        while i >= 0 and len(out) < 8 and (leaf := self.view.tree.get(i)) is not None:
            out.append((i, leaf.dep))
            i = leaf.head
        return out

    def _prep(self, n: int) -> str:
        """The preposition that governs a phrase, + and the outer one for a genitive, "gen" or "none"."""
        group = self.group_of.get(n)
        if group is None:
            return self.view.phrases[n].prep or "none"
        return group.prep or ("+" + group.outer if group.outer else "gen" if group.genitive >= 0 else "none")

    def _tokens(self) -> list[str]:
        """Each word as paths show it; words inside a phrase after its first are empty."""
        starts = {p.first: p for p in self.view.phrases}
        inside = {k for p in self.view.phrases for k in range(p.first + 1, p.last)}
        out = []
        for word in self.view.words:
            k, conj = word.i, "+" if word.conj else ""
            if k in starts:
                token = ("+" if starts[k].conj else "") + starts[k].prep + "A"
            elif k in inside:
                token = ""
            elif k in self.triggers:
                token = conj + "T" + SHORT[self.triggers[k].frame.trigger.pos]
            elif k in self.clause.verbs or word.sure_verb:
                token = conj + "V"
            elif word.tag in ("preposition", "complementiser", "conjunction"):
                token = word.bare
            elif word.tag == "mark":
                token = word.text if word.text in "،,.:؛" else '"'
            elif word.tag in ("relative", "negation"):
                token = word.tag[0].upper()
            else:
                token = conj + (word.prep if word.definite else "") + "n"
            out.append(token)
        return out

    def path(self, a: int, b: int) -> str:
        """What stands between words a and b: A actors, T triggers, V verbs, n other words, the rest as it is."""
        if (known := self._paths.get((a, b))) is not None:
            return known
        out: list[str] = []
        for token in self.tokens[a + 1 : b]:
            if token and not (token == "n" and out and out[-1] == "n"):
                out.append(token)
        if len(out) > 7:
            out = [*out[:3], "..", *out[-3:]]
        found = self._paths[a, b] = " ".join(out)
        return found

    def between(self, a: int, b: int) -> tuple[int, int, int, bool]:
        """Phrases, verbs and triggers strictly between two words, and whether a stop or complementiser is."""
        phrases = sum(a < p.first and p.last <= b for p in self.view.phrases)
        if a >= b - 1:
            return phrases, 0, 0, False
        verbs, triggers, walls = (self._until[n][b] - self._until[n][a + 1] for n in range(3))
        return phrases, verbs, triggers, walls > 0

    def _counts(self) -> list[list[int]]:
        """How many verbs, triggers and walls (stops and complementisers) stand before each word."""
        words = self.view.words
        walls = {w.i for w in words if w.tag == "complementiser" or w.text in STOPS}
        return [[0, *accumulate(w.i in some for w in words)] for some in (self.clause.verbs, self.triggers, walls)]


class SceneSight:
    """One article as the features need it."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.sentences = [SentenceSight(v) for v in scene.sentences]
        order = sorted(range(len(scene.clusters)), key=lambda c: -len(scene.clusters[c].spans))
        self.rank = {c: min(n, 3) for n, c in enumerate(order)}
        self.in_title = {c for s in scene.sentences if s.segment == "title" for c in s.chosen}
        self.last_seen: dict[int, list[int]] = {}
        for view in scene.sentences:
            for cluster in set(view.chosen):
                self.last_seen.setdefault(cluster, []).append(view.index)
        self.by_type: dict[str, list[Event]] = {}
        for event in scene.events:
            self.by_type.setdefault(event.frame.trigger.type, []).append(event)
