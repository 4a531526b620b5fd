"""Who is who, mended: what new, changed and gone articles say of actors is taken into what was concluded before.

A class is all that bears one key. Its names decide whom it is held against; only classes that a chain of sure
links connects to one that changed are joined anew, so the outcome is that of joining all of them.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from extract.letters import quote
from extract.records import KhabarError

from .alike import Party
from .cluster import Link, join
from .columns import KINDS, Flags, Ints, Lists, stable
from .decided import MARK, Find, Held, held
from .decisions import ROLES, Word, anchored
from .described import described_key, plain_form
from .facts import MEANT, Terms, wide
from .kept import Table, Vocabulary, spliced
from .names import Name
from .people import BLOCK, Class, blocks_of, conflict_of, likeness, without_ambiguous
from .resolve import Resolver, own_id

VERDICTS = ("same", "different", "unsure")
NOBODY = -1
LONG = 5000  # from so many on counting in columns is quicker


def no_classes() -> Table:
    """What is known of classes before there are any."""
    return {"says": _texts([]), "own": _texts([]), "party": np.zeros(0, np.int32), "blocks": wide([])}


def no_links() -> Table:
    """Links between classes, before there are any."""
    ints = np.zeros(0, np.int32)
    return {"left": ints, "right": ints, "score": np.zeros(0), "why": ints, "sure": np.zeros(0, np.bool_)}


def no_verdicts() -> Table:
    """What was decided about links."""
    return {**{k: v for k, v in no_links().items() if k != "sure"}, "verdict": np.zeros(0, np.int8)}


def no_parties() -> Table:
    """Actors, as far as events ask for them."""
    ints = np.zeros(0, np.int32)
    return {"id": _texts([]), "kind": np.zeros(0, np.int8), "name": ints, "state": ints, "key": ints, "anchor": ints}


@dataclass(slots=True, kw_only=True)
class Kin:
    """Who is who. ``party`` is that of every seen actor, ``altered`` says of which parties something is otherwise."""

    classes: Table
    links: Table
    verdicts: Table
    parties: Table
    party: Any
    altered: Flags
    held: Held
    find: Find


@dataclass(slots=True, kw_only=True)
class Sight:
    """The seen actors of all articles; ``article`` is the place of each row's article, ``day`` that of an article's news."""

    table: Table
    article: Ints
    starts: Ints
    day: Any
    articles: pa.Array

    def order(self, rows: Ints, group: Any) -> Ints:
        """Rows group by group, in the order of the news."""
        found: Ints = rows[np.lexsort((rows, self.day[self.article[rows]], group))]
        return found


def mend(
    sight: Sight, touched: Iterable[int], *, classes: Table, links: Table, verdicts: Table, parties: Table,
    resolver: Resolver, terms: Terms, words: Sequence[Word], before: Sequence[tuple[int, int]],
) -> Kin:  # fmt: skip
    """Take what changed into what was concluded.

    Args:
        touched: the classes of which something was added or taken away.
        before: pairs of classes that an analyst held together or apart when this was concluded last.
    """
    mending = _Mending(sight, resolver, terms, classes, parties)
    changed = mending.describe(np.unique(np.fromiter(touched, np.int64)))
    find = _finder(sight, mending.classes, terms.keys)
    word = held(words, find, about="actor")
    code = dict(zip(keys := [k for a, b, _ in (*word.together, *word.apart) for k in (a, b)], terms.keys.codes(keys).tolist(), strict=True))
    pairs = [(code[a], code[b]) for a, b, _ in word.together]
    seeds = {*changed, *(c for pair in before for c in pair), *code.values()}
    new_links, moved = mending.relink(changed, classes["blocks"], links)
    edges = [(t["left"][t["sure"]], t["right"][t["sure"]]) for t in (links, new_links)] + [_ends((*before, *pairs))]
    around = closure(len(mending.party), [*seeds, *moved], edges)
    new_verdicts = mending.rejoin(around, new_links, verdicts, word)
    altered = mending.name()
    party = mending.parties_of(sight.table["key"])
    _meant(words, sight, find, mending, party)
    return Kin(
        classes=mending.table(classes), links=new_links, verdicts=new_verdicts, parties=mending.parties, party=party, altered=altered, held=word, find=find
    )


def _ends(pairs: Iterable[tuple[int, int]]) -> tuple[Ints, Ints]:
    both = np.array(list(pairs), np.int64).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def closure(count: int, seeds: Iterable[int], edges: Iterable[tuple[Any, Any]]) -> Flags:
    """Everything that a chain of edges connects to the seeds."""
    inside = np.zeros(count, np.bool_)
    inside[np.fromiter(seeds, np.int64)] = True
    pairs = list(edges)
    left, right = (np.concatenate([np.zeros(0, np.int64), *(p[n] for p in pairs)]) for n in (0, 1))
    while len(left):
        ours, theirs = inside[left], inside[right]
        new = ours != theirs
        if not new.any():
            break
        inside[left[new]] = inside[right[new]] = True
        rest = ~(ours | theirs)
        left, right = left[rest], right[rest]
    return inside


class _Mending:
    def __init__(self, sight: Sight, resolver: Resolver, terms: Terms, classes: Table, parties: Table) -> None:
        self.sight, self.resolver, self.terms, self.parties = sight, resolver, terms, parties
        self.rules = resolver.lexicon.names
        keys = terms.keys
        new = list(keys.new)
        self.keys = keys
        blank = {"says": _texts([""] * len(new)), "own": _texts(own_id(k) for k in new), "party": np.full(len(new), NOBODY, np.int32), "blocks": wide([()] * len(new))}
        self.classes = spliced(classes, blank, np.arange(len(keys))) if new else dict(classes)
        self.party = self.classes["party"].copy()
        self.old_party = self.party.copy()
        self.touched = np.zeros(len(keys), np.bool_)
        self.dirty = np.zeros(len(keys), np.bool_)
        self.says: dict[int, str] = {}
        self._revived: dict[int, Class] = {}
        self._told: dict[int, Any] = {}

    def describe(self, touched: Ints) -> list[int]:
        """What is known of the touched classes now; those of which it is otherwise than before."""
        key = self.sight.table["key"]
        self.touched[touched] = True
        rows = np.flatnonzero((key != MEANT) & self.touched[key])
        rows = self.sight.order(rows, key[rows])
        begins = np.searchsorted(key[rows], touched)
        ends = np.searchsorted(key[rows], touched, side="right")
        says = self.sight.table["says"][rows].tolist()
        before = self.classes["says"].take(pa.array(touched)).to_pylist()
        changed = []
        for code, begin, end, old in zip(touched.tolist(), begins.tolist(), ends.tolist(), before, strict=True):
            new = self._sum(says[begin:end])
            if not new:
                self.party[code] = NOBODY
            if new != old:
                self.says[code] = new
                changed.append(code)
        return changed

    def _sum(self, says: list[int]) -> str:
        if not says:
            return ""
        told = [self._say(s) for s in dict.fromkeys(says)]
        whole = [told[0][0]] + [_union(t[n] for t in told) for n in (1, 2, 3)]
        return json.dumps(whole, ensure_ascii=False)

    def _say(self, code: int) -> Any:
        if code not in self._told:
            self._told[code] = json.loads(self.terms.terms.text(code))
        return self._told[code]

    def revive(self, code: int) -> Class:
        """A class with all that is known of it but where it was seen."""
        if code not in self._revived:
            says = self.says[code] if code in self.says else self.classes["says"][code].as_py()
            self._revived[code] = revived(self.keys.text(code), says, self.resolver)
        return self._revived[code]

    def relink(self, changed: list[int], old_blocks: Lists, links: Table) -> tuple[Table, set[int]]:
        """The links, those of changed classes drawn anew; and whose links are otherwise beside theirs."""
        if not changed:
            return links, set()
        mine = [sorted(_hash(b) for b in blocks_of(self.revive(c), self.rules)) if self._alive(c) else [] for c in changed]
        count = len(self.party)
        source = np.arange(count)
        source[changed] = count + np.arange(len(changed))
        old = self.classes["blocks"]
        new = self.classes["blocks"] = spliced({"b": old}, {"b": wide(mine)}, source)["b"]
        is_changed = np.zeros(count, np.bool_)
        is_changed[changed] = True
        keys = np.unique(np.concatenate([old.take(np.array(changed)).items, new.take(np.array(changed)).items]))
        before, after = _members(old, keys), _members(new, keys)
        fresh: set[tuple[int, int]] = set()
        others: set[tuple[int, int]] = set()
        for block in {*before, *after}:
            was, now = before.get(block, []), after.get(block, [])
            if len(now) <= BLOCK:
                fresh.update(p for p in combinations(now, 2) if is_changed[p[0]] or is_changed[p[1]])
            if (len(was) <= BLOCK) != (len(now) <= BLOCK):
                others.update(combinations([c for c in now if not is_changed[c]], 2))
        sizes = _sizes(new) if others else {}
        fresh |= {p for p in others if any(sizes[b] <= BLOCK for b in _common(new, *p))}
        gone = is_changed[links["left"]] | is_changed[links["right"]]
        if others:
            wide_pair = links["left"].astype(np.int64) * count + links["right"]
            told = np.array([x for a, b in others for x in (a * count + b, b * count + a)], np.int64)
            gone |= np.isin(wide_pair, told)
        found = [x for a, b in sorted(fresh) if (x := likeness(self.revive(a), self.revive(b), self.rules)) is not None]
        kept = np.flatnonzero(~gone)
        made = self._link_table(found)
        return spliced(links, made, np.concatenate([kept, len(gone) + np.arange(len(found))])), {c for p in others for c in p}

    def _alive(self, code: int) -> bool:
        return bool(self.says[code]) if code in self.says else bool(self.classes["says"][code].as_py())

    def _link_table(self, found: list[Link]) -> Table:
        codes = self.keys.codes([k for x in found for k in (x.left, x.right)]).reshape(-1, 2)
        return {
            "left": codes[:, 0], "right": codes[:, 1], "score": np.array([x.score for x in found], np.float64),
            "why": self.terms.terms.codes([x.why for x in found]), "sure": np.array([x.sure for x in found], np.bool_),
        }  # fmt: skip

    def rejoin(self, around: Flags, links: Table, verdicts: Table, word: Held) -> Table:
        """Join the classes that something connects to what changed, and say what was decided about their links."""
        mine = [c for c in np.flatnonzero(around).tolist() if self._alive(c)]
        self.dirty |= around
        near = np.flatnonzero(around[links["left"]] | around[links["right"]])
        found = [
            Link(left=self.keys.text(a), right=self.keys.text(b), score=score, why=self.terms.terms.text(why), sure=sure)
            for a, b, score, why, sure in zip(*(links[n][near].tolist() for n in ("left", "right", "score", "why", "sure")), strict=True)
        ]
        ends = np.unique(np.concatenate([links["left"][near], links["right"][near]]))
        outside = np.unique(self.party[ends[~around[ends]]])
        beyond: dict[int, list[int]] = defaultdict(list)
        for c in np.flatnonzero(np.isin(self.party, outside) & ~around & (self.party != NOBODY)).tolist():
            beyond[int(self.party[c])].append(c)
        known = {self.keys.text(c): self.revive(c) for c in (*mine, *(c for cs in beyond.values() for c in cs))}
        cluster, decisions = join(
            [self.keys.text(c) for c in mine], without_ambiguous(found, known), about="actor", by="names", conflict=conflict_of(known), word=word,
            joined=[frozenset(self.keys.text(c) for c in cs) for cs in beyond.values()],
        )  # fmt: skip
        self.clusters = list(self._groups(mine, cluster))
        made = [d for d in decisions if d.by == "names"]
        codes = self.keys.codes([k for d in made for k in (d.left, d.right)]).reshape(-1, 2)
        table = {
            "left": codes[:, 0], "right": codes[:, 1], "score": np.array([d.score for d in made], np.float64),
            "why": self.terms.terms.codes([d.why for d in made]), "verdict": np.array([VERDICTS.index(d.verdict) for d in made], np.int8),
        }  # fmt: skip
        kept = np.flatnonzero(~(around[verdicts["left"]] | around[verdicts["right"]]))
        return spliced(verdicts, table, np.concatenate([kept, len(verdicts["left"]) + np.arange(len(made))]))

    def _groups(self, mine: list[int], cluster: Mapping[str, frozenset[str]]) -> Iterator[list[int]]:
        code = {self.keys.text(c): c for c in mine}
        for key in sorted(code):
            group = cluster[key]
            if key == min(group):
                yield [code[k] for k in group]

    def name(self) -> Flags:
        """Give the actors of changed and touched classes their ids and what events ask of them; which are otherwise."""
        touched = self.touched & ~self.dirty & (self.party != NOBODY)
        others = np.isin(self.party, np.unique(self.party[touched])) & ~self.dirty & (self.party != NOBODY)
        label = np.full(len(self.party), -1, np.int64)
        groups = list(self.clusters)
        whole: dict[int, list[int]] = defaultdict(list)
        for c in np.flatnonzero(others).tolist():
            whole[int(self.party[c])].append(c)
        groups += whole.values()
        for n, group in enumerate(groups):
            label[group] = n
        key = self.sight.table["key"]
        rows = np.flatnonzero((key != MEANT) & (label[key] >= 0))
        rows = self.sight.order(rows, label[key[rows]])
        bounds = np.searchsorted(label[key[rows]], np.arange(len(groups) + 1))
        made = [self._party(group, rows[a:b]) for group, a, b in zip(groups, bounds[:-1].tolist(), bounds[1:].tolist(), strict=True)]
        return self._enter(groups, made)

    def _party(self, group: list[int], rows: Ints) -> tuple[Party, str]:
        seen = self.sight.table
        members = [self.revive(c) for c in group]
        first = group if len(group) == 1 else list(dict.fromkeys(seen["key"][rows].tolist()))
        ordered = sorted((self.revive(c) for c in first), key=lambda c: c.hard is None)  # the sort keeps the order of the news
        ident = own_id(ordered[0].key)
        entry = next((c.entry for c in ordered if c.entry), None)
        kind = entry.kind if entry else KINDS[Counter(seen["kind"][rows].tolist()).most_common(1)[0][0]]
        state = (entry.state if entry else None) or min((x for c in members for x in c.states), default=None)
        name = entry.name if entry else self._called(rows, kind)
        key = ident if not ident.startswith("a-") else f"{kind}:{' '.join(described_key(name, self.resolver.lexicon))}"
        return Party(id=ident, kind=kind, state=state, key=key), name

    def _called(self, rows: Ints, kind: str) -> str:
        seen, term = self.sight.table, self.terms.terms.text
        if kind == "person":
            told = {term(f): n for f, n in self._forms(rows)}
            if (plain := plain_form(told, self.resolver.lexicon)) is not None:
                return plain
        names = {term(n): count for n, count in counted(seen["name"][rows])}
        return min(names, key=lambda n: (-names[n], -len(n), n))

    def _forms(self, rows: Ints) -> Iterable[tuple[int, int]]:
        """How often each form stands in the text; what two seen actors of one article share counts once."""
        seen = self.sight.table
        owner, forms = seen["forms"].spread(rows)
        article = self.sight.article[rows]
        if len(article) > LONG and np.bincount(article).max() < 2:
            return counted(forms)
        places = zip(article[owner].tolist(), seen["starts"].take(rows).items.tolist(), seen["ends"].take(rows).items.tolist(), strict=True)
        return Counter(dict(zip(places, forms.tolist(), strict=True)).values()).items()

    def _enter(self, groups: Sequence[list[int]], made: Sequence[Any]) -> Flags:
        ids = Vocabulary(self.parties["id"])
        codes = ids.codes([p.id for p, _ in made])
        for group, code in zip(groups, codes.tolist(), strict=True):
            self.party[group] = code
        told, old = self.terms.terms, self.parties
        extra = len(ids) - len(old["id"])
        new: Table = {
            "id": ids.all(), "kind": np.array([KINDS.index(p.kind) for p, _ in made], np.int8), "name": told.codes([n for _, n in made]),
            "state": _or_none(told, [p.state for p, _ in made]), "key": told.codes([p.key for p, _ in made]), "anchor": told.codes([p.anchor for p, _ in made]),
        }  # fmt: skip
        altered = np.zeros(len(ids), np.bool_)
        for name in ("kind", "name", "state", "key", "anchor"):
            whole = np.concatenate([old[name], np.full(extra, -2, old[name].dtype)])
            if name != "name":
                altered[codes[whole[codes] != new[name]]] = True
            whole[codes] = new[name]
            new[name] = whole
        self.parties = new
        return altered

    def parties_of(self, keys: Any) -> Any:
        """The actor of every seen one; nobody yet for those an analyst named."""
        return np.where(keys == MEANT, NOBODY, self.party[keys]).astype(np.int32)

    def table(self, old: Table) -> Table:
        """What is known of all classes now."""
        if self.says:
            codes = np.fromiter(self.says, np.int64)
            source = np.arange(len(self.party))
            source[codes] = len(source) + np.arange(len(codes))
            self.classes["says"] = spliced({"s": self.classes["says"]}, {"s": _texts(self.says.values())}, source)["s"]
        if len(self.party) == len(old["party"]) and not self.says and (self.party == old["party"]).all():
            return old
        self.classes["party"] = self.party
        return self.classes


def counted(codes: Any) -> list[tuple[int, int]]:
    """Each code with how often it is there."""
    if len(codes) <= LONG:
        return list(Counter(codes.tolist()).items())
    often = np.bincount(codes, minlength=1)
    some = np.flatnonzero(often)
    return list(zip(some.tolist(), often[some].tolist(), strict=True))


def revived(key: str, says: str, resolver: Resolver) -> Class:
    """A class from what is kept of it."""
    kind, names, states, offices = json.loads(says)
    hard = key[3:] if key.startswith("id:") else None
    entry = resolver.entries.get(hard) if hard else None
    told = {Name(tuple(parts), chain) for parts, chain in names}
    return Class(key=key, kind=kind, entry=entry, ident=hard, names=told, states=set(states), offices=set(offices))


def _union(lists: Iterable[list[Any]]) -> list[Any]:
    found = {json.dumps(x, ensure_ascii=False): x for each in lists for x in each}
    return [found[k] for k in sorted(found)]


def _hash(block: tuple[str, ...]) -> int:
    return stable("\x1f".join(block))


def _members(blocks: Lists, keys: Any) -> dict[int, list[int]]:
    place = np.searchsorted(keys, blocks.items)
    here = np.flatnonzero(keys[np.minimum(place, len(keys) - 1)] == blocks.items) if len(keys) else np.zeros(0, np.int64)
    owner = np.repeat(np.arange(len(blocks.starts) - 1), blocks.sizes)
    found: dict[int, list[int]] = defaultdict(list)
    for block, who in zip(place[here].tolist(), owner[here].tolist(), strict=True):
        found[block].append(who)
    return found


def _sizes(blocks: Lists) -> dict[int, int]:
    return dict(zip(*(x.tolist() for x in np.unique(blocks.items, return_counts=True)), strict=True))


def _common(blocks: Lists, left: int, right: int) -> set[int]:
    a, b = (set(blocks.items[blocks.starts[c] : blocks.starts[c + 1]].tolist()) for c in (left, right))
    return a & b


def _or_none(terms: Vocabulary, texts: Sequence[str | None]) -> Any:
    out = np.full(len(texts), -1, np.int32)
    some = [n for n, t in enumerate(texts) if t]
    out[some] = terms.codes([texts[n] or "" for n in some])
    return out


def _texts(values: Iterable[str]) -> pa.Array:
    return pa.array(list(values), pa.string())


def _finder(sight: Sight, classes: Table, keys: Vocabulary) -> Find:
    """Finds the class that an id or a place in an article means; of several at one place the one that fits it best."""
    seen = sight.table

    def find(ref: str) -> str | None:
        place = anchored(ref)
        if place is None:
            code = pc.index(classes["own"], ref).as_py()
            there = code >= 0 and bool((seen["key"] == code).any())
            return keys.text(code) if there else None
        article, start, end = place
        at = pc.index(sight.articles, article).as_py()
        if at < 0:
            return None
        near = []
        for row in range(int(sight.starts[at]), int(sight.starts[at + 1])):
            spans = (seen[n].items[seen[n].starts[row] : seen[n].starts[row + 1]].tolist() for n in ("starts", "ends"))
            if seen["key"][row] != MEANT:
                near += [(abs(s - start) + abs(e - end), s, keys.text(int(seen["key"][row]))) for s, e in zip(*spans, strict=True) if s < end and e > start]
        return min(near)[2] if near else None

    return find


def _meant(words: Iterable[Word], sight: Sight, find: Find, mending: _Mending, party: Any) -> None:
    """Find whom an analyst put into roles, whether the article names them or not."""
    found: dict[str, int] = {}
    for word in words:
        if word.about != "mention" or anchored(word.left) is None:
            continue
        for ref in (r for role in ROLES for r in getattr(word, role) or ()):
            key = find(ref)
            if key is None:
                raise KhabarError(f"{word.where}: no actor {quote(ref)} in the graph; see actors.csv")
            found[MARK + ref] = int(mending.party[mending.keys.codes([key])[0]])
    for row in np.flatnonzero(sight.table["key"] == MEANT).tolist():
        party[row] = found[mending.terms.terms.text(int(sight.table["actor"][row]))]
