"""Conclusions as records, from the tables that are kept and the readings they were drawn from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from extract.language import Language
from extract.records import Reading

from .alike import Scene
from .conclude import Who, conclude, tell
from .decided import Held, corrected, decision, held
from .decisions import Word
from .facts import MEANT
from .kin import VERDICTS, revived
from .local import Local
from .people import Class
from .records import Conclusions, Decision
from .renew import Concluded, keeps, renew
from .resolve import Resolved, Resolver, finder, own_id, sightings
from .store import Store
from .ties import Ties, merged


def concluded(store: Store, folder: Path, *, language: Language, min_score: float = 0.0, words: Sequence[Word] = (), keep: bool = False) -> Conclusions:
    """All that the readings of a store say together: what is kept of it, mended where readings changed since.

    Args:
        keep: keep what is mended; hold the folder's lock.
    """
    if not keep and not keeps(folder, language, min_score):
        return conclude(store.readings(), language=language, min_score=min_score, words=words)
    found = renew(store, folder, language, min_score=min_score, words=words, keep=keep)
    return recall(found, store.readings(), language=language, min_score=min_score, words=words)


def recall(
    kept: Concluded, readings: Iterable[Reading], *, language: Language, min_score: float = 0.0, words: Sequence[Word] = ()
) -> Conclusions:
    """What ``conclude`` says of the readings, without concluding again."""
    ordered = sorted(readings, key=lambda r: r.article.id)
    mended = corrected(ordered, words, language)
    resolver = Resolver(language)
    resolved, ids = _resolved(kept, ordered, resolver, words)
    articles, first = kept.tables["articles"], kept.tables["copies"]["first"].tolist()
    names, plain = articles["id"].to_pylist(), articles["plain"].tolist()
    copies = {name: names[n] for name, n, article in zip(names, first, plain, strict=True) if article}
    who = Who(resolver=resolver, resolved=resolved, ids=ids, copies=copies)

    def merging(found: Sequence[Local], scene: Scene, word: Held) -> tuple[list[tuple[Local, ...]], tuple[Decision, ...]]:
        tables = kept.tables
        own = {e.id: e for e in found}
        rows = tables["rows"]["id"].to_pylist()
        clusters: dict[int, list[Local]] = defaultdict(list)
        for ident, root in zip(rows, tables["roots"]["root"].tolist(), strict=True):
            clusters[root].append(own[ident])
        ties = Ties(links=tables["links"], root=tables["roots"]["root"], chain=tables["roots"]["chain"], rare=tables["rare"]["words"])
        said = [decision(w, *sorted((a, b))) for a, b, w in (*word.together, *word.apart)]
        made = [tuple(members) for members in clusters.values()]
        return sorted(made, key=lambda c: c[0].id), (*said, *merged(ties).decisions(rows))

    return tell(ordered, mended, who, merging, language=language, min_score=min_score, words=words)


def _resolved(
    kept: Concluded, readings: Sequence[Reading], resolver: Resolver, words: Sequence[Word]
) -> tuple[Resolved, dict[tuple[str, str], str]]:
    tables = kept.tables
    seen, names = tables["seen"], tables["parties"]["id"].to_pylist()
    keys, says = tables["keys"]["text"].to_pylist(), tables["classes"]["says"]
    owner = np.repeat(np.arange(len(tables["articles"]["day"])), tables["articles"]["seen"]).tolist()
    articles, texts = tables["articles"]["id"].to_pylist(), tables["terms"]["text"].to_pylist()
    ids: dict[tuple[str, str], str] = {}
    code: dict[tuple[str, str], int] = {}
    for article, actor, key, party in zip(owner, seen["actor"].tolist(), seen["key"].tolist(), tables["whose"]["party"].tolist(), strict=True):
        ids[(articles[article], texts[actor])] = names[party]
        if key != MEANT:
            code[(articles[article], texts[actor])] = key
    classes: dict[int, Class] = {}
    for each in sorted((s for r in readings for s in sightings(r)), key=lambda s: s.order):
        key = code[each.key]
        if key not in classes:
            classes[key] = revived(keys[key], says[key].as_py(), resolver)
        classes[key].seen.append(each)
    groups: dict[int, list[Class]] = defaultdict(list)
    for key, party in enumerate(tables["classes"]["party"].tolist()):
        if key in classes:
            groups[party].append(classes[key])
    clusters = _sorted(names, groups)
    by_key = {c.key: c for c in classes.values()}
    find = finder(by_key)
    word = held(words, find, about="actor")
    said = [decision(w, *map(own_id, sorted((a, b)))) for a, b, w in (*word.together, *word.apart)]
    told = tables["verdicts"]
    made = [
        Decision(about="actor", left=own_id(keys[a]), right=own_id(keys[b]), verdict=VERDICTS[v], score=score, why=texts[why], by="names")  # type: ignore[arg-type]  # one of three words
        for a, b, v, score, why in zip(*(told[n].tolist() for n in ("left", "right", "verdict", "score", "why")), strict=True)
    ]
    return Resolved(clusters=tuple(clusters), ids=ids, decisions=(*said, *made), word=word, find=find), ids


def _sorted(names: Sequence[str], groups: dict[int, list[Class]]) -> list[tuple[str, tuple[Class, ...]]]:
    found = [(names[party], tuple(sorted(group, key=lambda c: (c.hard is None, c.seen[0].order)))) for party, group in groups.items()]
    return sorted(found, key=lambda f: f[0])
