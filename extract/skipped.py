"""What could not be read, or only with a doubt: one line for a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """One input that was left out (kind ``skipped``) or read with something left out of it (``warning``).

    >>> str(Skipped(path="a.jsonl", line=3, reason="no text field; name one text, body or content"))
    'a.jsonl, line 3: no text field; name one text, body or content'
    """

    path: str
    reason: str
    line: int | None = None
    kind: Literal["skipped", "warning"] = "skipped"

    def __str__(self) -> str:
        where = self.path if self.line is None else f"{self.path}, line {self.line}"
        return f"{where}: {self.reason}"
