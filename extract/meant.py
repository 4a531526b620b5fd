"""What descriptions mean after all: "الحكومة", "المنظمة الدولية", "رئيس البلاد", where an article names whom it can mean.

A description is joined to another actor only where one alone fits; a government without more is that of the state the article
is about, and so is the holder of an office without more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from .actor_cluster import Cluster, Words, same_person
from .language import Entry, Language, folded
from .names import Gazetteer, name_words
from .offices import Offices, bare

BODIES = frozenset({"organisation", "armed-group", "group", "state"})
_PLURAL = ("ون", "ين", "ات")
_CLEARLY = 2    # the state that an article is about is named so many times as often as the press's own


class Meaning:
    """Finds what the descriptions of one article at a time mean."""

    def __init__(self, language: Language, gazetteer: Gazetteer, offices: Offices) -> None:
        table = language.table("heads")
        self.offices = offices
        self.states = gazetteer.by_iso
        self.epithets = frozenset(bare(w) for w in folded(table.get("epithets")))
        self.bodies = folded(table.get("organisation"))
        self.formal = frozenset(bare(w) for w in folded(language.table("titles").get("formal")))
        self.governments = folded(table.get("governments"))
        self.realms = {word: tuple(row.get("states", ())) for row in table.get("realms", ()) for word in folded(row.get("head"))}
        self.entry_heads: dict[str, frozenset[str]] = {}

    def settle(self, clusters: Sequence[Cluster], *, published: date | None, home: str | None) -> dict[int, int]:
        """Give clusters that describe an office its holder, and governments their state; say which others mean which cluster."""
        for cluster in clusters:
            if cluster.entry is not None and any(not t.get("state") and t.get("office") in cluster.offices for t in cluster.entry.offices):
                cluster.state = None    # who speaks for a body of many states does not speak for his own
        topic = self.topic(clusters, home)
        for cluster in clusters:
            if cluster.described and cluster.kind == "person":
                self._by_office(cluster, (cluster.state, ""), published)
            elif cluster.described:
                self._by_realm(cluster, clusters, topic, home)
        meant = self._meant(clusters, topic, home) | self._surnamed(clusters)
        for i, cluster in enumerate(clusters):
            if cluster.described and cluster.kind == "person" and i not in meant and cluster.state is None and i not in meant.values():
                self._by_office(cluster, (topic,), published)
        return meant

    def topic(self, clusters: Sequence[Cluster], home: str | None) -> str | None:
        """The state that an article is about: the press's own, unless it names another far more often."""
        named: Counter[str] = Counter()
        for cluster in clusters:
            iso = cluster.entry.state if cluster.entry is not None and cluster.kind in ("state", "place") else cluster.state
            if iso:
                named[iso] += len(cluster.spans)
        if not named:
            return home
        (first, most), *others = sorted(named.items(), key=lambda x: (-x[1], x[0]))
        if home is not None and named[home] * _CLEARLY > most:
            return home
        return first if not others or most > others[0][1] else home

    def heads(self, cluster: Cluster) -> frozenset[str]:
        """First words of what a cluster is called, its gazetteer names included."""
        if cluster.entry is None or cluster.entry.kind == "person":
            return frozenset(cluster.heads)
        known = self.entry_heads.get(cluster.entry.id)
        if known is None:
            names = [name_words(n) for n in (cluster.entry.name, *cluster.entry.names)]
            known = self.entry_heads[cluster.entry.id] = frozenset(self.offices.alike.word(bare(n[0])) for n in names if len(n) > 1)
        return known | cluster.heads

    def _by_office(self, cluster: Cluster, states: Sequence[str | None], published: date | None) -> None:
        for office in sorted(cluster.offices):
            for state in states:
                if state is not None and (holder := self.offices.holder(office, state, published)) is not None:
                    cluster.entry = holder
                    return

    def _by_realm(self, cluster: Cluster, clusters: Sequence[Cluster], topic: str | None, home: str | None) -> None:
        """A government, kingdom or sultanate without more is the state that the article is about, or the only one of its kind."""
        if not all(self._lone(t, of_realm=True) for t in cluster.titles):
            return
        iso: str | None = None
        for realm in sorted({w for t in cluster.titles for w in t} & self.realms.keys()):
            fitting = self.realms[realm]
            named = Counter({s: sum(len(c.spans) for c in clusters if c.state == s or (c.entry is not None and c.entry.state == s)) for s in fitting})
            best = [s for s in fitting if named[s] == max(named.values())]
            iso = home if home in best else best[0] if len(best) == 1 else None
        if iso is None and cluster.heads & self.governments and cluster.state is None and not (cluster.heads & self.realms.keys()):
            iso = topic
        if iso in self.states:
            cluster.entry, cluster.kind = self.states[iso], "state"

    def _lone(self, title: Words, *, of_realm: bool = False) -> bool:
        """Whether a description says no more than what kind of thing is meant ("المنظمة", "المنظمة الدولية")."""
        more = self.epithets | (self.realms.keys() | {"بلاد", "دوله"} if of_realm else frozenset())
        return all(word in more for word in title[1:])

    def _meant(self, clusters: Sequence[Cluster], topic: str | None, home: str | None) -> dict[int, int]:
        """Clusters that name nobody, with the cluster that each can only mean."""
        table: dict[int, int] = {}
        for i, cluster in enumerate(clusters):
            if not cluster.described:
                continue
            fitting = [j for j, other in enumerate(clusters) if j != i and self._may_mean(cluster, other, topic)]
            fitting = _once(clusters, fitting)
            if len(fitting) > 1:
                fitting = [j for j in fitting if not clusters[j].described] or fitting
            if len(fitting) > 1:
                fitting = [j for j in fitting if cluster.titles & clusters[j].titles] or fitting
            if len(fitting) > 1 and cluster.kind == "person":
                for state in (home, topic):
                    fitting = [j for j in fitting if state is not None and clusters[j].state == state] or fitting
            if len(fitting) == 1 and table.get(fitting[0]) != i:
                table[i] = fitting[0]
        return table

    def _surnamed(self, clusters: Sequence[Cluster]) -> dict[int, int]:
        """Family names alone, with the holders of offices that were only described and are called so."""
        table: dict[int, int] = {}
        for i, cluster in enumerate(clusters):
            if cluster.kind == "person" and cluster.entry is None and len(cluster.name) == 1:
                called = [j for j, c in enumerate(clusters) if c.entry is not None and not c.name and c.kind == "person" and _called(c.entry, cluster.name)]
                if len(called) == 1:
                    table[i] = called[0]
        return table

    def _may_mean(self, cluster: Cluster, other: Cluster, topic: str | None) -> bool:
        if cluster.both or other.both:
            return False
        lone = all(self._lone(t) for t in cluster.titles) and bool(cluster.heads & self.heads(other))
        if cluster.kind == "person":
            return other.kind == "person" and not cluster.plural and not other.plural and (lone or _by_family(cluster, other) or self._same_role(cluster, other))
        if cluster.kind == "place":
            return lone and other.kind == "place" and not other.described
        if other.kind == "state" and other.entry is not None:
            return lone and (topic is None or other.entry.state == topic or cluster.state is not None)
        if cluster.kind not in BODIES or other.kind not in BODIES or other.kind == "state":
            return False
        several = all(head.endswith(_PLURAL) for head in cluster.heads)
        if lone and not several and not (other.described and all(self._lone(t) for t in other.titles)) and cluster.kind != "group" and other.kind != "group":
            return True
        if not several and cluster.state and cluster.state == other.state and cluster.heads & self.heads(other) and all(len(t) == 2 for t in cluster.titles):
            return True
        return cluster.kind == other.kind and any(_begins(a, b) or _begins(b, a) for a in cluster.titles for b in other.titles if min(len(a), len(b)) > 1)

    def _same_role(self, cluster: Cluster, other: Cluster) -> bool:
        if cluster.state and other.state and cluster.state != other.state:
            return False
        if cluster.offices & other.offices & self.offices.unique and cluster.state == other.state:
            return True
        if cluster.state and cluster.state == other.state and cluster.heads & other.heads and all(len(t) == 2 for t in cluster.titles):
            return True
        if not cluster.state and any(self._of_the_same(a, b) for a in cluster.titles for b in other.titles):
            return True
        mine, theirs = ([self._core(t) for t in c.titles] for c in (cluster, other))
        return any(a == b or _begins(a, b) or _begins(b, a) for a in mine for b in theirs if min(len(a), len(b)) > 1)

    def _core(self, title: Words) -> Words:
        """A title without words that may be left out of it ("المتحدث الرسمي باسم …")."""
        return tuple(w for w in title if w not in self.formal)

    def _of_the_same(self, short: Words, long: Words) -> bool:
        """Whether a title is another's with its body not named again: "مدير الشركة", "المتحدث باسم الوزارة"."""
        k = len(short) - 1
        if k < 1 or len(long) <= k + 1 or short[:k] != long[:k] or short[k] not in self.bodies:
            return False
        return long[k].removeprefix("ل") == short[k] or k > 1


def _by_family(cluster: Cluster, other: Cluster) -> bool:
    """Whether what seemed a title is the end of somebody's name ("الدكتور الربيعة")."""
    return bool(other.name) and bool(cluster.titles) and all(len(t) == 1 and t[0] in (other.name[-1], bare(other.name[-1])) for t in cluster.titles)


def _begins(short: Words, long: Words) -> bool:
    return len(short) < len(long) and long[: len(short)] == short


def _called(entry: Entry, name: Words) -> bool:
    """Whether a person of the gazetteer goes by a family name."""
    return any(same_person(name_words(n), name) for n in (entry.name, *entry.names))


def _once(clusters: Sequence[Cluster], indexes: Sequence[int]) -> list[int]:
    """Some clusters without those of a gazetteer entry that is among them already."""
    found: dict[str, int] = {}
    for i in indexes:
        entry = clusters[i].entry
        found.setdefault(entry.id if entry is not None else str(i), i)
    return list(found.values())
