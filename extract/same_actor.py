"""Which of an article's actors are one after all, where the rules of coreference keep them apart: "رجال المقاومة" are "المقاومة".

A log-linear model judges every two clusters that share a word from the mentions that are most alike (mention pairs: Soon et al. 2001), the words
that they share and do not share, where they stand, who else could be meant, and how near their words are to the
encoder; each cluster joins at most one other, the surest first (Ng and Cardie 2002).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from .actor_cluster import Cluster, Words, same_person
from .clusters import Clusters
from .linear import Linear
from .occurrences import Occurrence

SAME = 0.4    # from which chance on two are one
LONGEST = 6    # so many shapes of an actor are compared, and so many mentions by their vectors
ALIKE = 0.7    # given names less alike than this are two
_LIKENESS = ("equal", "tail", "longer-tail", "lead", "longer-lead", "inside", "around", "head", "end", "some", "none")
_ORDER = {name: n for n, name in enumerate(_LIKENESS)}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two clusters: ``one`` is described or named later, ``other`` is whom it may mean."""

    one: int
    other: int
    features: list[str]


class Pairs:
    """What can be seen of every two clusters of an article that share a word and may be one."""

    def __init__(self, clusters: Sequence[Cluster], chosen: Sequence[int], found: Sequence[Occurrence], codes: Clusters) -> None:
        self.clusters, self.codes = clusters, codes
        self.mentions: list[list[Occurrence]] = [[] for _ in clusters]
        for occurrence, cluster in zip(found, chosen, strict=True):
            self.mentions[cluster].append(occurrence)
        self.shapes = [list(dict.fromkeys(m.words for m in told if m.words))[:LONGEST] for told in self.mentions]
        self.words = [frozenset(w for shape in shapes for w in shape) for shapes in self.shapes]
        self.states = [frozenset(s for m in told for s in m.states) for told in self.mentions]

    def __iter__(self) -> Iterator[Pair]:
        order = sorted((i for i, told in enumerate(self.mentions) if told), key=lambda i: self.mentions[i][0].phrase.start)
        for k, later in enumerate(order):
            for earlier in order[:k]:
                if self._possible(later, earlier):
                    turned = self.clusters[earlier].described and not self.clusters[later].described
                    one, other = (earlier, later) if turned else (later, earlier)
                    yield Pair(one, other, self._features(one, other, turned))

    def apart(self, one: int, other: int) -> bool:
        """Whether two are surely two: of other entries, of other states, or people of one family of whom each has a given name of his own."""
        return self._foreign(one, other) or _namesakes(self.clusters[one].name, self.clusters[other].name)

    def _foreign(self, one: int, other: int) -> bool:
        """Whether two are of other entries, or of other states ("الخارجية التركية", "الخارجية الإيرانية")."""
        mine, theirs = self.states[one], self.states[other]
        named = self.clusters[one].entry is not None and self.clusters[other].entry is not None
        return named or bool(mine and theirs and not mine & theirs)

    def _possible(self, one: int, other: int) -> bool:
        a, b = self.clusters[one], self.clusters[other]
        alike = (a.kind == "person") == (b.kind == "person") and not a.both and not b.both
        return alike and bool(self.words[one] & self.words[other]) and not self._foreign(one, other)

    def _features(self, one: int, other: int, turned: bool) -> list[str]:
        a, b = self.clusters[one], self.clusters[other]
        kinds, known = f"{a.kind}:{b.kind}", _known(a) + _known(b)
        likeness, mine, theirs = self._likest(one, other)
        state = "none" if not a.state and not b.state else "one" if not b.state else "other" if not a.state else "same" if a.state == b.state else "differ"
        many = f"{a.plural:d}{b.plural:d}"
        out = [
            f"kinds={kinds}:{known}", f"like={likeness}", f"like={likeness}:{known}", f"like={likeness}:{kinds}:{known}", f"turned={turned:d}:{known}",
            f"state={state}:{likeness}", f"state={state}:{kinds}", f"many={many}:{kinds}", f"many={many}:{likeness}",
            f"heads={bool(a.heads & b.heads):d}:{bool(a.heads):d}{bool(b.heads):d}:{state}:{kinds}",
        ]  # fmt: skip
        out += self._shared(one, other, mine, theirs, likeness, kinds, known)
        out += self._place(one, other, likeness, kinds, known)
        out += self._near(one, other, likeness)
        if a.kind == "person":
            out += _names(a, b, state)
        return list(dict.fromkeys(out))

    def _likest(self, one: int, other: int) -> tuple[str, Words, Words]:
        """How the two shapes that are most alike are alike, and these."""
        best, k, n = min((_ORDER[like(u, w)], k, n) for k, u in enumerate(self.shapes[one]) for n, w in enumerate(self.shapes[other]))
        return _LIKENESS[best], self.shapes[one][k], self.shapes[other][n]

    def _shared(self, one: int, other: int, mine: Words, theirs: Words, likeness: str, kinds: str, known: str) -> Iterator[str]:
        """What the words say that the two share, and those that they do not."""
        more, missing = [w for w in mine if w not in theirs], [w for w in theirs if w not in mine]
        yield from (f"first={mine[0]}:{known}", f"first={mine[0]}:{likeness}", f"second={theirs[0]}:{likeness}")
        sizes = f"{min(len(more), 3)}:{min(len(missing), 3)}"
        yield from (f"sizes={sizes}:{likeness}", f"sizes={sizes}:{kinds}")
        if len(more) == 1:
            yield from (f"more={more[0]}", f"more={more[0]}:{likeness}")
        if len(missing) == 1:
            yield from (f"missing={missing[0]}", f"missing={missing[0]}:{likeness}")
        (coarse, fine), (coarse2, fine2) = self._code(mine[0]), self._code(theirs[0])
        yield from (f"used-alike={coarse == coarse2:d}{fine == fine2:d}:{likeness}", f"used={coarse}|{coarse2}:{kinds}")
        definite, theirs_definite = self._definite(one, mine), self._definite(other, theirs)
        size = min(len(mine), 3)
        yield from (f"definite={definite:d}{theirs_definite:d}:{size}:{likeness}", f"definite={definite:d}:{size}:{known}:{kinds}")
        if mine[0][:3] == theirs[0][:3] or mine[0][-3:] == theirs[0][-3:]:
            yield f"letters={SequenceMatcher(None, mine[0], theirs[0]).ratio():.1f}"

    def _place(self, one: int, other: int, likeness: str, kinds: str, known: str) -> Iterator[str]:
        """Where the two stand, and who else stood there."""
        mine, theirs = self.mentions[one], self.mentions[other]
        first = mine[0]
        before = [m for m in theirs if m.n < first.n]
        if before:
            last = before[-1]
            gap, sentences = first.n - last.n, first.sentence - last.sentence
            yield f"gap={_step(gap, (1, 2, 3, 5, 8, 15, 30))}:{likeness}"
            yield f"sentences={_step(sentences, (0, 1, 2, 3, 5, 10))}:{known}"
            yield f"sentences={_step(sentences, (0, 1, 2, 3))}:{likeness}:{first.definite:d}"
            if gap == 1 and not sentences:
                apart = first.phrase.first - last.phrase.last
                yield from (f"next={min(apart, 3)}:{first.phrase.conj:d}:{first.phrase.prep}:{likeness}", f"next={min(apart, 3)}:{first.phrase.conj:d}:{kinds}")
            rivals = self._rivals(one, other, last.n)
            yield from (f"rivals={_step(rivals, (0, 1, 2, 4, 8))}:{known}", f"rivals={_step(rivals, (0, 1, 2, 4))}:{kinds}", f"rivals={_step(rivals, (0, 1, 2, 4))}:{likeness}")
        together = min(2, len({m.sentence for m in mine} & {m.sentence for m in theirs}))
        yield from (f"together={together}:{likeness}", f"together={together}:{kinds}")
        if any(abs(m.n - k.n) == 1 and m.sentence == k.sentence and max(m, k, key=lambda x: x.n).phrase.conj for m in mine for k in theirs):
            yield from ("joined", f"joined:{kinds}")
        titles = f"{first.title:d}{theirs[0].title:d}"
        yield from (f"titles={titles}:{likeness}", f"titles={titles}:{known}", f"before={first.before}:{known}:{likeness}")

    def _rivals(self, one: int, other: int, last: int) -> int:
        """How many others of its kind were spoken of since the other was last."""
        first, kind = self.mentions[one][0].n, self.clusters[other].kind
        return sum(i not in (one, other) and self.clusters[i].kind == kind and any(last < m.n < first for m in told) for i, told in enumerate(self.mentions))

    def _near(self, one: int, other: int, likeness: str) -> Iterator[str]:
        """How near the two are to the encoder, by their first words: the nearest mentions, and all."""
        found = [float(m.vector @ k.vector) for m in self.mentions[one][:LONGEST] for k in self.mentions[other][:LONGEST] if m.vector is not None and k.vector is not None]
        if found:
            yield from (f"near={max(found):.1f}", f"near={max(found):.1f}:{likeness}", f"near-all={sum(found) / len(found):.1f}")

    def _code(self, word: str) -> tuple[str, str]:
        return self.codes.get(word) or self.codes.get("ال" + word) or ("", "")

    def _definite(self, cluster: int, shape: Words) -> bool:
        return next(m.definite for m in self.mentions[cluster] if m.words == shape)


def like(one: Words, other: Words) -> str:
    """How the words of one phrase stand to another's.

    >>> like(("مقاومه",), ("رجال", "مقاومه")), like(("شركه", "اميركيه"), ("شركه",)), like(("جيش",), ("شرطه",))
    ('tail', 'longer-lead', 'none')
    """
    if one == other:
        return "equal"
    short, long = sorted((one, other), key=len)
    longer = "longer-" if len(one) > len(other) else ""
    if len(short) < len(long):
        if long[-len(short) :] == short:
            return longer + "tail"
        if long[: len(short)] == short:
            return longer + "lead"
    if len(one) != len(other) and set(short) <= set(long):
        return "around" if longer else "inside"
    return "head" if one[0] == other[0] else "end" if one[-1] == other[-1] else "some" if set(one) & set(other) else "none"


def meant(model: Linear, pairs: Pairs, *, least: float = SAME) -> dict[int, int]:
    """Which clusters are others, by a model: each at most one, and none that are surely two together."""
    found = list(pairs)
    if not found:
        return {}
    chances = model.table([pair.features for pair in found])[:, model.labels.index("yes")].tolist()
    together = [{i} for i in range(len(pairs.clusters))]
    out: dict[int, int] = {}
    for chance, pair in sorted(zip(chances, found, strict=True), key=lambda x: (-x[0], x[1].one, x[1].other)):
        if chance < least:
            break
        mine, theirs = together[pair.one], together[pair.other]
        if pair.one not in out and not any(pairs.apart(i, j) for i in mine for j in theirs if i != j):
            out[pair.one] = pair.other
            for i in mine | theirs:
                together[i] = mine | theirs
    return out


def _namesakes(one: Words, other: Words) -> bool:
    """Whether two full names are of two people of one family; given names that differ in a letter or two are one, spelt in two ways.

    >>> _namesakes(("سالم", "الزواري"), ("احمد", "الزواري")), _namesakes(("دميتر", "بيسكوف"), ("دميتري", "بيسكوف"))
    (True, False)
    """
    family = min(len(one), len(other)) > 1 and one[-1] == other[-1]
    return family and not same_person(one, other) and SequenceMatcher(None, one[0], other[0]).ratio() < ALIKE


def _known(cluster: Cluster) -> str:
    return "e" if cluster.entry is not None else "n" if cluster.name else "d"


def _step(count: int, steps: Sequence[int]) -> str:
    return next((str(step) for step in steps if count <= step), "more")


def _names(a: Cluster, b: Cluster, state: str) -> Iterator[str]:
    """What names and offices of two people say."""
    if a.name and b.name:
        yield f"named={SequenceMatcher(None, ' '.join(a.name), ' '.join(b.name)).ratio():.1f}"
        yield f"named={a.name[-1] == b.name[-1]:d}:{a.name[0] == b.name[0]:d}:{min(len(a.name), 3)}:{min(len(b.name), 3)}"
    yield f"office={bool(a.offices & b.offices):d}:{bool(a.offices):d}{bool(b.offices):d}:{state}"
