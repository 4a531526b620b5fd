"""Read one news article at a time: from letters to actors, events, times and who says so."""

from .records import (
    Article,
    ArticleActor,
    EventMention,
    Evidence,
    KhabarError,
    Mention,
    Reading,
    Segment,
    Source,
    TimeMention,
    TimeSpan,
    Written,
)

__all__ = [
    "Article",
    "ArticleActor",
    "EventMention",
    "Evidence",
    "KhabarError",
    "Mention",
    "Reading",
    "Segment",
    "Source",
    "TimeMention",
    "TimeSpan",
    "Written",
    "load",
    "read_articles",
]


def __getattr__(name: str) -> object:
    if name == "load":
        from .pipeline import load

        return load
    if name == "read_articles":
        from .files import read_articles

        return read_articles
    raise AttributeError(f"module 'extract' has no attribute {name!r}")
