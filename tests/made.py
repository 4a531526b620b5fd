"""Readings made by hand, so that what is concluded can be tested without a reader."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from extract.records import Article, ArticleActor, EventMention, Mention, Reading, Source, TimeSpan, digest


def day(text: str) -> date:
    return date.fromisoformat(text)


def on(first: str, last: str | None = None, *, basis: Any = "relative") -> TimeSpan:
    """A day, or all the days from one to another."""
    begin, end = day(first), day(last or first)
    return TimeSpan(begin=(begin, begin), end=(end, end), basis=basis)


def person(name: str, *, short: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    return {"name": name, "forms": (name, *short), "kind": "person", **more}


def thing(name: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "forms": (name,), "kind": kind, **more}


def happens(kind: str, trigger: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, "trigger": trigger, **more}


def reading(
    ident: str, text: str, *, published: str | None = "2024-03-05", outlet: str | None = "صحيفة المرفأ", title: str = "خبر",
    actors: dict[str, dict[str, Any]], events: list[dict[str, Any]], path: str | None = None,
) -> Reading:  # fmt: skip
    """A reading whose actors and triggers are found in the text by their words."""
    article = Article(
        id=ident, title=title, text=text, published=day(published) if published else None, outlet=outlet,
        source=Source(path=path or f"{ident}.txt"),
    )  # fmt: skip
    return Reading(
        article=article,
        actors=tuple(_actor(article, key, spec) for key, spec in actors.items()),
        events=tuple(_event(article, n, spec) for n, spec in enumerate(events)),
    )


def _actor(article: Article, key: str, spec: dict[str, Any]) -> ArticleActor:
    letters = article.letters
    spans = []
    for form in spec["forms"]:
        at = letters.find(form)
        while at >= 0:
            spans.append((at, at + len(form)))
            at = letters.find(form, at + 1)
    assert spans, f"{spec['name']} is not in the text of {article.id}"
    return ArticleActor(
        id=key, name=spec["name"], kind=spec["kind"], wikidata=spec.get("wikidata"), entry=spec.get("wikidata"),
        office=spec.get("office"), state=spec.get("state"), mentions=tuple(Mention(start=s, end=e) for s, e in sorted(set(spans))),
    )  # fmt: skip


def _event(article: Article, number: int, spec: dict[str, Any]) -> EventMention:
    letters, word = article.letters, spec["trigger"]
    at = -1
    for _ in range(spec.get("nth", 1)):
        at = letters.index(word, at + 1)
    begin = max(letters.rfind(".", 0, at), letters.rfind("\n", 0, at)) + 1
    stop = letters.find(".", at)
    return EventMention(
        id=digest(article.id, number, word), event=spec.get("event", f"e{number}"), type=spec["type"], trigger=(at, at + len(word)),
        source=tuple(spec.get("source", ())), target=tuple(spec.get("target", ())), place=tuple(spec.get("place", ())),
        when=spec.get("when"), status=spec.get("status", "actual"), reported_by=spec.get("reported_by"),
        sentence=(begin, stop + 1 if stop >= 0 else len(letters)), score=spec.get("score", 0.9), by="made",
    )  # fmt: skip


MINISTER = person("سالم الراجحي", state="OM", office="foreign-minister")
OMAN, TUNISIA = thing("عمان", "state", wikidata="Q842", state="OM"), thing("تونس", "state", wikidata="Q948", state="TN")


def planned_visit(ident: str = "plan", published: str = "2024-03-01", **more: Any) -> Reading:
    """A visit announced for the fifth of March."""
    text = "أعلنت وزارة الخارجية أن سالم الراجحي سيزور تونس يوم الثلاثاء المقبل لبحث ملفات الصيد."
    actors = {
        "m": MINISTER,
        "t": TUNISIA,
        "d": thing("وزارة الخارجية", "organisation", state="OM"),
    }
    visit = happens("visit", "سيزور", source="m", target="t", status="planned", reported_by="d", when=on("2024-03-05"))
    return reading(ident, text, published=published, actors=actors, events=[visit], **more)


def held_visit(ident: str = "held", published: str = "2024-03-05", outlet: str = "جريدة السهل", **more: Any) -> Reading:
    """The same visit as it took place, in other words."""
    text = "وصل سالم الراجحي صباح اليوم إلى تونس في زيارة عمل تستغرق يوما واحدا."
    event = [
        happens("visit", "وصل", source="m", target="t", when=on(published), event="v"),
        happens("visit", "زيارة", source="m", target="t", when=on(published), event="v"),
    ]
    return reading(ident, text, published=published, outlet=outlet, actors={"m": MINISTER, "t": TUNISIA}, events=event, **more)


def denied_visit(ident: str = "denial", published: str = "2024-03-06", **more: Any) -> Reading:
    """Someone says that the visit never was."""
    text = "نفى الناطق باسم الحكومة أن يكون سالم الراجحي قد زار تونس أمس."
    actors = {"m": MINISTER, "t": TUNISIA, "s": thing("الناطق باسم الحكومة", "person", state="OM")}
    when = on((day(published) - timedelta(days=1)).isoformat())
    visit = happens("visit", "زار", source="m", target="t", status="denied", reported_by="s", when=when)
    return reading(ident, text, published=published, outlet="موقع الضفة", actors=actors, events=[visit], **more)


def the_visit() -> list[Reading]:
    """One visit as three outlets tell it: announced, held, denied."""
    return [planned_visit(), held_visit(), denied_visit()]
