"""Conclusions kept beside the readings and mended when readings change: ``DIR/conclusions/``.

What is kept is derived and may be deleted at any time. It is used only where it fits: made by this very code, with
the same language data and options, undamaged, of readings that the store holds. The result is what concluding from all
readings anew gives, to the letter.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from extract.language import Language
from extract.letters import quote
from extract.records import KhabarError

from . import ties
from .columns import Columns, Ints, Lists, Parties, places, stable
from .conclude import stop_words
from .copies import grouped
from .decided import Held, held
from .decisions import ROLES, Word, anchored, contradiction
from .facts import UNDATED, Taker, Terms, about, marked
from .kept import NAME, Table, Unusable, Vocabulary, fits, load, save, spliced, sweep, taken
from .kin import Kin, Sight, no_classes, no_links, no_parties, no_verdicts
from .kin import mend as mend_kin
from .resolve import Resolver
from .store import Store

log = logging.getLogger(__name__)
FOLDER, CHUNK = "conclusions", 4096
TABLES = (
    "articles", "sketches", "copies", "seen", "classes", "links_of_names", "verdicts", "parties", "whose", "rows", "familiar", "cast", "links",
    "roots", "rare", "words", "terms", "keys",
)  # fmt: skip
LISTS = (*ROLES, "anchors", "known", "around")
Pairs = list[tuple[Any, Any]]


@dataclass(slots=True, kw_only=True)
class Concluded:
    """All tables of what was concluded, and the language's own knowledge of actors."""

    tables: dict[str, Table]
    facts: dict[str, Any]
    terms: Terms


def renew(store: Store, folder: Path, language: Language, *, min_score: float = 0.0, words: Sequence[Word] = (), keep: bool = True) -> Concluded:
    """What all readings of a store say together, as far as it was kept from what was kept.

    Args:
        keep: write what is otherwise now; hold the folder's lock.

    Raises KhabarError as ``conclude`` does.
    """
    contradiction(words)
    where = folder / FOLDER
    told = _told(language, min_score)
    old = _load(where, told)
    if keep and old:
        sweep(where, old.facts)
    work = _Work(store, language, min_score, words, old)
    found = work.done()
    if keep and (old is None or found.tables is not old.tables):
        save(where, found.tables, facts={**told, **found.facts}, old=old.tables if old else None)
    return found


def keeps(folder: Path, language: Language, min_score: float) -> bool:
    """Whether a folder keeps conclusions that were drawn as they would be now."""
    return fits(folder / FOLDER, _told(language, min_score))


def _told(language: Language, min_score: float) -> dict[str, Any]:
    return {"code": _code(), "language": known(language), "min_score": min_score}


def _load(where: Path, told: Mapping[str, Any]) -> Concluded | None:
    try:
        held = load(where, facts=told)
        if held is None:
            return None
        tables, facts = held
        if set(tables) != set(TABLES):
            raise Unusable(f"{NAME} is not what khabar writes: other tables")
        terms = Terms(*(Vocabulary(tables[n]["text"]) for n in ("words", "terms", "keys")))
        return Concluded(tables=tables, facts={n: facts[n] for n in ("held_actors", "held_events", "files")}, terms=terms)
    except (Unusable, KeyError) as error:
        log.warning("%s: %s; concluding anew from all readings", where, error)
        return None


@cache
def _code() -> str:
    """What tells the code that concludes from any that would conclude otherwise."""
    own, read = Path(__file__).parent, Path(__file__).parent.parent / "extract"
    hashed = sha256()
    for path in [*sorted(own.glob("*.py")), *(read / f"{name}.py" for name in ("language", "letters", "records"))]:
        hashed.update(path.name.encode() + path.read_bytes())
    return hashed.hexdigest()[:16]


def known(language: Language) -> str:
    """What tells this language data from any other."""
    hashed = sha256(json.dumps([language.code, language.ontology, language.tables], ensure_ascii=False, sort_keys=True, default=str).encode("utf-8", "replace"))
    hashed.update(repr(language.entries).encode("utf-8", "replace"))
    return hashed.hexdigest()[:16]


class _Work:
    """One renewal, step by step."""

    def __init__(self, store: Store, language: Language, min_score: float, words: Sequence[Word], old: Concluded | None) -> None:
        self.store, self.words, self.language = store, words, language
        self.old = old.tables if old else {}
        self.facts = old.facts if old else {"held_actors": [], "held_events": []}
        self.terms = old.terms if old else Terms(Vocabulary(), Vocabulary(), Vocabulary())
        self.about = about(words)
        self.resolver = Resolver(language)
        self.taker = Taker(language=language, resolver=self.resolver, stop=stop_words(language), min_score=min_score, words=self.about, terms=self.terms)
        self.tables: dict[str, Table] = dict(self.old)

    def done(self) -> Concluded:
        gone, added = self._changes()
        self._unknown()
        if self.old and not gone.any() and not added and not self.words and not self.facts["held_actors"] and not self.facts["held_events"]:
            return Concluded(tables=self.old, facts=self.facts, terms=self.terms)
        fresh = _Fresh(self.taker, self.store, added)
        self._articles(gone, fresh)
        self._copies(gone)
        self._seen(fresh)
        kin = self._kin(gone)
        self._rows(fresh, kin)
        self._events(kin)
        for name, vocabulary in (("words", self.terms.words), ("terms", self.terms.terms), ("keys", self.terms.keys)):
            self._texts(name, vocabulary)
        return Concluded(tables=self.tables, facts=self.facts, terms=self.terms)

    def _changes(self) -> tuple[Any, list[str]]:
        """Which articles kept here the store no longer holds as they were, and which it holds anew."""
        now = self.store.index
        if not self.old:
            return np.zeros(0, np.bool_), now["article_id"].to_pylist()
        was = self.old["articles"]
        place = pc.index_in(was["id"], value_set=now["article_id"])
        same = pc.fill_null(pc.and_(pc.equal(now["article_key"].take(place), was["article_key"]), pc.equal(now["reader_key"].take(place), was["reader_key"])), False)
        stays = same.to_numpy(zero_copy_only=False).copy()
        for article, n in zip(self.about, Vocabulary(was["id"]).find(list(self.about)), strict=True):
            if n is not None and was["marked"][n].as_py() != marked(self.about[article]):
                stays[n] = False
        for n in np.flatnonzero(pc.binary_length(was["marked"]).to_numpy() > 0).tolist():
            stays[n] &= was["id"][n].as_py() in self.about
        held_there = pc.is_in(now["article_id"], value_set=was["id"].filter(pa.array(stays)))
        return ~stays, now["article_id"].filter(pc.invert(held_there)).to_pylist()

    def _unknown(self) -> None:
        """Refuse decisions about letters of articles that are not there."""
        there = self.store.index["article_id"]
        for word in self.words:
            ends = [p[0] for r in (word.left, word.right or "") if (p := anchored(r)) is not None]
            own = word.about == "mention" or (word.about == "event" and word.verdict == "different" and len(ends) == 2 and ends[0] == ends[1])
            if own and ends and pc.index(there, ends[0]).as_py() < 0:
                raise KhabarError(f"{word.where}: no article {quote(ends[0])} in the graph; undo the decision or read the article again")

    def _articles(self, gone: Any, fresh: _Fresh) -> None:
        """Articles in the order of their ids; ``source`` leads from their place now to that of old and fresh ones."""
        old = self.old.get("articles") or _none(fresh.articles)
        stays = np.flatnonzero(~gone) if self.old else np.zeros(0, np.int64)
        ids = pa.concat_arrays([taken(old["id"], stays), fresh.articles["id"]])
        order = pc.sort_indices(ids).to_numpy().astype(np.int64)
        count = len(old["day"])
        self.source = np.concatenate([stays, count + np.arange(len(fresh.articles["day"]))])[order]
        self.place = np.full(count, -1, np.int64)
        self.place[self.source[self.source < count]] = np.flatnonzero(self.source < count)
        self.fresh = self.source >= count
        self.tables["articles"] = spliced(old, fresh.articles, self.source)
        self.old_sketches = self.old.get("sketches") or _none(fresh.sketches)
        self.tables["sketches"] = spliced(self.old_sketches, fresh.sketches, self.source)

    def _copies(self, gone: Any) -> None:
        first = self.old["copies"]["first"].astype(np.int64) if self.old else np.zeros(0, np.int64)
        self.tables["copies"] = {"first": grouped(self.old_sketches["hashes"], first, self.tables["sketches"]["hashes"], self.place)}

    def _seen(self, fresh: _Fresh) -> None:
        old = self.old.get("seen") or _none(fresh.seen)
        before = self.tables["articles"]["seen"]
        self.starts = np.concatenate([[0], np.cumsum(before)])
        self.old_starts = np.concatenate([[0], np.cumsum(self.old["articles"]["seen"])]) if self.old else np.zeros(1, np.int64)
        self.seen_source = _inside(self.old_starts, fresh.seen_starts, self.source)
        self.tables["seen"] = spliced(old, fresh.seen, self.seen_source)
        self.old_seen = old

    def _kin(self, gone: Any) -> Kin:
        seen, articles = self.tables["seen"], self.tables["articles"]
        sight = Sight(table=seen, article=np.repeat(np.arange(len(self.source)), articles["seen"]), starts=self.starts, day=articles["day"], articles=articles["id"])
        fresh = seen["key"][np.repeat(self.fresh, articles["seen"])]
        lost = self.old_seen["key"][np.repeat(gone, self.old["articles"]["seen"])] if self.old else fresh
        touched = np.unique(np.concatenate([fresh, lost]))
        before = [(int(a), int(b)) for a, b in self.facts["held_actors"]]
        self.sight = sight
        kin = mend_kin(
            sight, touched[touched >= 0].tolist(), classes=self.old.get("classes") or no_classes(), links=self.old.get("links_of_names") or no_links(),
            verdicts=self.old.get("verdicts") or no_verdicts(), parties=self.old.get("parties") or no_parties(),
            resolver=self.resolver, terms=self.terms, words=self.words, before=before,
        )  # fmt: skip
        self.tables |= {"classes": kin.classes, "links_of_names": kin.links, "verdicts": kin.verdicts, "parties": kin.parties, "whose": {"party": kin.party}}
        pairs = [(a, b) for a, b, _ in (*kin.held.together, *kin.held.apart)]
        codes = self.terms.keys.codes([k for p in pairs for k in p]).reshape(-1, 2)
        self.facts = {**self.facts, "held_actors": codes.tolist()}
        was = self.old["whose"]["party"] if self.old else np.zeros(0, np.int32)
        kept = self.seen_source < len(was)
        self.other_party = np.ones(len(kin.party), np.bool_)
        self.other_party[kept] = was[self.seen_source[kept]] != kin.party[kept]
        return kin

    # Rows

    def _rows(self, fresh: _Fresh, kin: Kin) -> None:
        """The events of articles: of those that are new, and of those where who is who decides how many they are."""
        articles = self.tables["articles"]
        otherwise = np.zeros(len(self.source), np.bool_)
        otherwise[self.sight.article[self.other_party]] = True
        again = np.flatnonzero(articles["may_part"] & otherwise & ~self.fresh)
        late = {int(n) for n in np.flatnonzero(articles["may_part"] & self.fresh)}
        ids = {articles["id"][n].as_py(): n for n in (*again.tolist(), *late)}
        texts = self.terms.terms.text
        names = kin.parties["id"]
        made, counts, owners = [], [], []
        for reading in self.store.some(ids) if ids else ():
            at = ids[reading.article.id]
            span = range(int(self.starts[at]), int(self.starts[at + 1]))
            actors = [texts(int(self.tables["seen"]["actor"][row])) for row in span]
            who = {(reading.article.id, a): names[int(kin.party[row])].as_py() for a, row in zip(actors, span, strict=True)}
            rows, count = self.taker.rows([reading], [{a: n for n, a in enumerate(actors)}], [who])
            made.append(rows)
            counts.append(int(count[0]))
            owners.append(at)
        now = np.cumsum(self.fresh) - 1
        owner = np.concatenate([np.flatnonzero(self.fresh)[np.argsort(now[self.fresh])][fresh.row_owner(self.source, self.fresh)], np.repeat(np.array(owners, np.int64), np.array(counts, np.int64))])
        new = joined([*fresh.rows, *made])
        old = self.old.get("rows") or {**_none(new), "article": np.zeros(0, np.int32)}
        new["article"] = owner.astype(np.int32)
        held = self.place[old["article"]] if len(old["article"]) else np.zeros(0, np.int64)
        stays = held >= 0
        stays[stays] = ~np.isin(held[stays], again)
        kept = np.flatnonzero(stays)
        moved = {**old, "article": held.astype(np.int32)}
        whole = np.concatenate([kept, len(stays) + np.arange(len(owner))])
        order = np.argsort(_order(spliced({n: moved[n] for n in ("news", "article", "place")}, {n: new[n] for n in ("news", "article", "place")}, whole)), kind="stable")
        self.row_source = whole[order]
        self.row_place = np.full(len(stays), -1, np.int64)
        here = self.row_source < len(stays)
        self.row_place[self.row_source[here]] = np.flatnonzero(here)
        self.old_rows = old
        self.tables["rows"] = spliced(moved, new, self.row_source)

    def _cast(self, kin: Kin) -> tuple[Table, Any]:
        """Who is in each row, and which rows are otherwise than before."""
        rows, parties = self.tables["rows"], kin.parties
        anchor = parties["anchor"][kin.party]
        named = self.tables["seen"]["starts"].sizes > 0
        pair = np.sort(anchor[named].astype(np.int64) << 32 | self.sight.article[named])
        pair = pair[np.concatenate([[True], pair[1:] != pair[:-1]])] if len(pair) else pair
        familiar = np.flatnonzero(np.bincount(pair >> 32, minlength=1) > 1).astype(np.int32)
        before = self.old["familiar"]["anchor"] if self.old else np.zeros(0, np.int32)
        self.tables["familiar"] = {"anchor": familiar}
        other = self.other_party | kin.altered[kin.party] | np.isin(anchor, np.setxor1d(familiar, before))
        base = self.starts[rows["article"]]
        dirty = self.row_source >= len(self.row_place)
        for name in (*ROLES, "near"):
            own = rows[f"own_{name}"]
            owner = np.repeat(np.arange(len(own.starts) - 1), own.sizes)
            dirty[owner[other[base[owner] + own.items]]] = True
        asked = np.flatnonzero(dirty)
        made = _cast(rows, asked, base, kin.party, parties["anchor"], familiar)
        old = self.old.get("cast") or {n: Lists(np.zeros(1, np.int64), np.zeros(0, np.int32)) for n in LISTS}
        source = self.row_source.copy()
        source[asked] = len(self.row_place) + np.arange(len(asked))
        return spliced(old, made, source), dirty

    def _columns(self, rows: Table, cast: Table, parties: Table, first: Ints) -> Columns:
        text = self.terms.terms.text
        kinds = np.unique(rows["type"])
        article = rows["article"]
        often = np.bincount(first, minlength=1)
        copy = first[article]
        return Columns(
            type=np.asarray(np.searchsorted(kinds, rows["type"]), np.int32), article=article, copy=copy.astype(np.int32), copied=often[copy] > 1,
            news=rows["news"], first=rows["first"], last=rows["last"], told=rows["told"], plan=rows["plan"], off=rows["off"],
            roles={r: cast[r] for r in ROLES}, anchors=cast["anchors"], known=cast["known"], around=cast["around"],
            words=rows["words"], topic=rows["topic"], triggers=rows["triggers"], called=rows["called"],
            parties=Parties(key=parties["key"], state=parties["state"], kind=parties["kind"].astype(np.int32), anchor=parties["anchor"]),
            types=tuple(text(k) for k in kinds.tolist()), symmetric=self.language.symmetric, rank=self.rank,
        )  # fmt: skip

    def _events(self, kin: Kin) -> None:
        hashes = np.array([stable(t) for t in self.terms.words.new], np.uint64)
        self.hashes = np.concatenate([self.old["words"]["hash"] if self.old else np.zeros(0, np.uint64), hashes])
        self.rank = places(self.hashes)
        rows = self.tables["rows"]
        cast, dirty = self._cast(kin)
        first = self.tables["copies"]["first"].astype(np.int64)
        new = self._columns(rows, cast, kin.parties, first)
        find = _finder(rows, self.tables["articles"]["id"])
        word = held(self.words, find, about="event")
        together, apart = ([(int(a), int(b)) for a, b, _ in pairs] for pairs in (word.together, word.apart))
        self._one_type(new, word)
        before = self._before(rows["id"])
        ids = rows["id"]
        self.facts = {**self.facts, "held_events": [[ids[a].as_py(), ids[b].as_py()] for a, b in (*together, *apart)]}
        if not self.old:
            tied = ties.anew(new, together=together, apart=apart)
        else:
            held_ties = ties.Ties(links=self.old["links"], root=self.old["roots"]["root"], chain=self.old["roots"]["chain"], rare=self.old["rare"]["words"])
            old = self._old_columns(first)
            dirty |= self._copied_otherwise(old, new)
            change = ties.Change(old=old, new=new, place=self.row_place, other=dirty, together=together, apart=apart, before=before)
            tied = ties.mend(change, held_ties)
        self.tables |= {"cast": cast, "links": tied.links, "roots": {"root": tied.root, "chain": tied.chain}, "rare": {"words": tied.rare}}

    def _old_columns(self, first: Ints) -> Columns:
        """The rows as they were, articles and copies by their places now."""
        was = self.old["copies"]["first"].astype(np.int64)
        old = self._columns(self.old["rows"], self.old["cast"], self.old["parties"], was)
        place = np.where(self.place >= 0, self.place, len(first) + np.arange(len(self.place)))
        return replace(old, article=place[old.article].astype(np.int32), copy=place[old.copy].astype(np.int32))

    def _copied_otherwise(self, old: Columns, new: Columns) -> Any:
        out = np.zeros(len(new), np.bool_)
        kept = np.flatnonzero(self.row_place >= 0)
        now = self.row_place[kept]
        out[now] = (old.copied[kept] != new.copied[now]) | (new.copied[now] & (old.copy[kept] != new.copy[now]))
        return out

    def _before(self, ids: pa.Array) -> list[tuple[int, int]]:
        told = [i for pair in self.facts["held_events"] for i in pair]
        if not told:
            return []
        at = pc.index_in(pa.array(told, pa.string()), value_set=ids).to_pylist()
        pairs = []
        for a, b in zip(at[::2], at[1::2], strict=True):
            ends = [x for x in (a, b) if x is not None]
            pairs += [(ends[0], ends[-1])] if ends else []
        return pairs

    def _one_type(self, table: Columns, word: Held) -> None:
        for left, right, said in word.together:
            a, b = (table.types[table.type[int(x)]] for x in (left, right))
            if a != b:
                raise KhabarError(f"{said.where}: {a} and {b} are two types of event; set the type of one of them first")

    def _texts(self, name: str, vocabulary: Vocabulary) -> None:
        texts = vocabulary.all()
        old = self.old.get(name)
        if old is None or len(old["text"]) != len(texts):
            self.tables[name] = {"text": texts, **({"hash": self.hashes} if name == "words" else {})}


class _Fresh:
    """The facts of articles that are new or otherwise."""

    def __init__(self, taker: Taker, store: Store, ids: Sequence[str]) -> None:
        found: dict[str, list[Table]] = {"articles": [], "sketches": [], "seen": []}
        counts, self.rows, row_counts = [], [], []
        keys = store.keys(ids)
        readings = store.some(ids) if ids else iter(())
        while True:
            chunk = list(islice(readings, CHUNK))
            if not chunk and found["seen"]:
                break
            articles = taker.articles(chunk, keys)
            seen, count = taker.seen(chunk)
            found["articles"].append({**articles, "seen": count})
            found["sketches"].append(taker.sketches(chunk))
            found["seen"].append(seen)
            counts.append(count)
            text = taker.terms.terms.text
            starts = np.concatenate([[0], np.cumsum(count)])
            now, places = [], []
            told = np.zeros(len(chunk), np.int64)
            for n, reading in enumerate(chunk):
                if not articles["may_part"][n]:
                    now.append(reading)
                    places.append({text(int(c)): at for at, c in enumerate(seen["actor"][starts[n] : starts[n + 1]].tolist())})
            rows, mine = taker.rows(now, places, [{}] * len(now))
            told[~articles["may_part"]] = mine
            self.rows.append(rows)
            row_counts.append(told)
            if not chunk:
                break
        self.articles, self.sketches, self.seen = (joined(found[n]) for n in ("articles", "sketches", "seen"))
        self.seen_starts: Ints = np.concatenate([[0], np.cumsum(np.concatenate(counts))])
        self.row_counts: Ints = np.concatenate(row_counts)

    def row_owner(self, source: Ints, fresh: Any) -> Ints:
        """For every row the place of its article among the fresh ones in the order of ids."""
        mine = source[fresh] - (source[fresh].min() if fresh.any() else 0)
        place = np.empty(len(mine), np.int64)
        place[mine] = np.arange(len(mine))
        return np.repeat(place, self.row_counts)


def joined(tables: Sequence[Table]) -> Table:
    """Tables one after another."""
    if len(tables) == 1:
        return dict(tables[0])
    out: Table = {}
    for name, first in tables[0].items():
        columns = [t[name] for t in tables]
        if isinstance(first, Lists):
            ends = np.cumsum([0, *(c.starts[-1] for c in columns)])
            starts = np.concatenate([[0], *(c.starts[1:] + e for c, e in zip(columns, ends[:-1], strict=True))])
            out[name] = Lists(starts, np.concatenate([c.items for c in columns]))
        else:
            out[name] = np.concatenate(columns) if isinstance(first, np.ndarray) else pa.concat_arrays(columns)
    return out


def _none(like: Table) -> Table:
    return {name: taken(column, np.zeros(0, np.int64)) for name, column in like.items()}


def _inside(old: Ints, new: Ints, source: Ints) -> Ints:
    """Where the rows inside articles stand that come in a new order."""
    starts = np.concatenate([old, new[1:] + old[-1]])
    items: Any = np.arange(int(starts[-1]))
    found: Ints = Lists(starts, items).take(source).items.astype(np.int64)
    return found


def _order(rows: Table) -> Ints:
    """By day of the news, article, and place in it."""
    found: Ints = np.minimum(rows["news"], UNDATED).astype(np.int64) << 40 | rows["article"].astype(np.int64) << 16 | np.minimum(rows["place"], 65535)
    return found


def _cast(rows: Table, asked: Ints, base: Ints, party: Any, anchor: Any, familiar: Any) -> Table:
    """For some rows who is in each role, and the anchors of all, of the known, of everyone around."""
    told: dict[str, tuple[Ints, Any]] = {}
    for name in (*ROLES, "near"):
        owner, items = rows[f"own_{name}"].spread(asked)
        told[name] = owner, party[base[asked][owner] + items]
    out = {role: once(*told[role], len(asked)) for role in ROLES}
    for name, roles in (("anchors", ROLES), ("known", ROLES[:2]), ("around", (*ROLES, "near"))):
        owner = np.concatenate([told[r][0] for r in roles])
        items = anchor[np.concatenate([told[r][1] for r in roles])]
        order = np.argsort(owner, kind="stable")
        owner, items = owner[order], items[order]
        if name == "known":
            here = np.isin(items, familiar)
            owner, items = owner[here], items[here]
        out[name] = once(owner, items, len(asked))
    return out


def once(owner: Ints, items: Any, count: int) -> Lists:
    """Lists of what each owner has, every item once, where it stands first."""
    width = int(items.max(initial=0)) + 1
    _, first = np.unique(owner * width + items, return_index=True)
    first.sort()
    starts = np.zeros(count + 1, np.int64)
    np.cumsum(np.bincount(owner[first], minlength=count), out=starts[1:])
    return Lists(starts, items[first].astype(np.int32))


def _finder(rows: Table, articles: pa.Array) -> Callable[[str], str | None]:
    """Finds the row, as text, that an id or the letters of a trigger mean."""

    def find(ref: str) -> str | None:
        place = anchored(ref)
        if place is None:
            at = pc.index(rows["id"], ref).as_py()
            return str(at) if at >= 0 else None
        article, start, end = place
        code = pc.index(articles, article).as_py()
        near = []
        for row in np.flatnonzero(rows["article"] == code).tolist() if code >= 0 else ():
            spans = (rows[n].items[rows[n].starts[row] : rows[n].starts[row + 1]].tolist() for n in ("from", "to"))
            near += [(abs(s - start) + abs(e - end), rows["id"][row].as_py(), row) for s, e in zip(*spans, strict=True) if s < end and e > start]
        return str(min(near)[2]) if near else None

    return find
