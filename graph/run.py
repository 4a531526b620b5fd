"""What a build did: ``run.json`` beside its files, the one place where a clock is written."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from extract.records import KhabarError

from .atomic import write_text
from .records import Conclusions, Decision

NAME = "run.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Omitted:
    """An input that a build could not use: where it is, what kind of trouble, and what to do."""

    path: str
    kind: str
    reason: str

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


@dataclass(slots=True, kw_only=True)
class Report:
    """Counts of one build, filled while it runs."""

    options: dict[str, Any] = field(default_factory=dict)
    reader: str = ""
    articles: int = 0
    headlines: int = 0
    read: int = 0
    known: int = 0
    dropped: int = 0
    skipped: list[Omitted] = field(default_factory=list)
    events: dict[str, int] = field(default_factory=dict)
    mentions: int = 0
    actors: int = 0
    claims: int = 0
    files: list[str] = field(default_factory=list)
    clock: dict[str, str] = field(default_factory=dict)

    def count(self, conclusions: Conclusions) -> None:
        """Take over the figures of what was concluded."""
        for event in conclusions.events:
            self.events[event.type] = self.events.get(event.type, 0) + 1
        self.mentions = sum(len(e.evidence) for e in conclusions.events)
        self.actors, self.claims = len(conclusions.actors), len(conclusions.claims)


def write_run(report: Report, folder: Path, *, version: str) -> Path:
    """``run.json``: version, options, counters, what was left out, clock times."""
    told = {"khabar": version, **asdict(report)}
    return write_text(folder / NAME, json.dumps(told, ensure_ascii=False, indent=1) + "\n")


def stored_options(folder: Path) -> dict[str, Any]:
    """The options of the build that made a folder; empty where there was none. Raises KhabarError."""
    path = folder / NAME
    try:
        told = json.loads(path.read_text("utf-8"))
        return dict(told.get("options", {}))
    except FileNotFoundError:
        return {}
    except (ValueError, AttributeError, TypeError) as error:
        raise KhabarError(f"{path}: not what a build writes ({error}); delete it, or build again") from error


def stored_min_score(folder: Path) -> float:
    """The least score that the build of a folder took mentions from."""
    return float(stored_options(folder).get("min_score") or 0.0)


def write_decisions(decisions: Iterable[Decision], folder: Path) -> Path:
    """``decisions.jsonl``: one decision of resolving and merging a line."""
    lines = (json.dumps(asdict(d), ensure_ascii=False) + "\n" for d in decisions)
    return write_text(folder / "decisions.jsonl", "".join(lines))
