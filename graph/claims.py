"""Who says what of an event: evidence, claims, and how many outlets tell it independently."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlsplit

from extract.records import Article, EventMention, Reading, Status, digest

from .local import ROLES, Local, told_on
from .records import Claim, EventEvidence, HolderKind
from .windows import tightest

Notes = Mapping[tuple[str, str], tuple[str, ...]]


def evidence_of(reading: Reading, mentions: Iterable[EventMention], notes: Notes) -> tuple[EventEvidence, ...]:
    """The letters of the triggers, with what an analyst decided about them, by (article id, mention id)."""
    article = reading.article
    return tuple(
        EventEvidence(
            article=article.id, mention=m.id, start=m.trigger[0], end=m.trigger[1], sentence=m.sentence, score=m.score, by=m.by,
            quote=article.evidence(*m.trigger).quote, decided=notes.get((article.id, m.id), ()),
        )
        for m in mentions
    )  # fmt: skip


def independent(articles: Iterable[Article], first: Mapping[str, str]) -> int:
    """How many outlets tell it on their own: those that print one text count once, and so does an outlet."""
    found = {a.id: a for a in articles}
    parent: dict[str, str] = {}

    def root(node: str) -> str:
        while parent.setdefault(node, node) != node:
            node = parent[node]
        return node

    for article in found.values():
        parent[root(f"text:{first.get(article.id, article.id)}")] = root(f"outlet:{outlet(article) or article.id}")
    return len({root(n) for n in list(parent)})


def outlet(article: Article) -> str | None:
    """The outlet's name, else the host of its address."""
    return article.outlet or (urlsplit(article.url).hostname if article.url else None) or None


def claims_of(
    ident: str,
    members: Sequence[Local],
    readings: Mapping[str, Reading],
    ids: Mapping[tuple[str, str], str],
    notes: Notes,
) -> Iterable[Claim]:
    """One claim an article, holder and status."""
    grouped: dict[tuple[str, str, HolderKind, Status], list[EventMention]] = defaultdict(list)
    for mention, article in ((x, m.article) for m in members for x in m.mentions):
        holder, kind = _holder(readings[article].article, mention, ids)
        grouped[(article, holder, kind, mention.status)].append(mention)
    for (article, holder, kind, status), mentions in sorted(grouped.items()):
        reading = readings[article]
        evidence = evidence_of(reading, sorted(mentions, key=lambda m: (m.trigger, m.id)), notes)
        first = min(mentions, key=lambda m: (m.cue is None, m.trigger))
        said = {
            r: tuple(dict.fromkeys(ids[(article, a)] for m in mentions for a in getattr(m, r) if (article, a) in ids))
            for r in ROLES
        }
        yield Claim(
            id="c-" + digest("claim", article, holder, status, *(e.mention for e in evidence), *(e.start for e in evidence)),
            event=ident, article=article, holder=holder, holder_kind=kind, status=status,
            confidence=max(m.score for m in mentions), evidence=evidence, cue=first.cue, reported_on=told_on(reading),
            when=tightest(m.when for m in mentions if m.when is not None), source=said["source"], target=said["target"], place=said["place"],
        )  # fmt: skip


def _holder(article: Article, mention: EventMention, ids: Mapping[tuple[str, str], str]) -> tuple[str, HolderKind]:
    speaker = ids.get((article.id, mention.reported_by)) if mention.reported_by else None
    if speaker:
        return speaker, "reported"
    return (article.outlet, "narrator") if article.outlet else (article.id, "unnamed")
