"""JSON values out of a stream, one at a time: an array of any length, JSON Lines, or one value.

An array is never held whole. A broken value ends an array, with its line; in JSON Lines it costs its own line.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, TextIO

from .records import KhabarError

CHUNK = 1 << 18
LARGEST = 64 << 20  # letters that one value may have
_SPACE = " \t\n\r\ufeff"


class _Buffer:
    """Letters of a stream as far as they are needed, with the line that they stand on."""

    def __init__(self, stream: TextIO) -> None:
        self.stream, self.text, self.at, self.line, self.done = stream, "", 0, 1, False
        self.decoder = json.JSONDecoder()

    def more(self) -> bool:
        """Read on, twice as much as is held, so that a long value is tried only a few times."""
        chunk = self.stream.read(max(CHUNK, len(self.text) - self.at))
        if not chunk:
            self.done = True
            return False
        self.line += self.text.count("\n", 0, self.at)
        self.text, self.at = self.text[self.at :] + chunk, 0
        return True

    def peek(self) -> str:
        """The next letter that is no white space, or the empty string at the end."""
        while True:
            while self.at < len(self.text) and self.text[self.at] in _SPACE:
                self.at += 1
            if self.at < len(self.text):
                return self.text[self.at]
            if not self.more():
                return ""

    def value(self) -> Any:
        """The next JSON value. Raises KhabarError with its line where there is none."""
        while True:
            try:
                found, end = self.decoder.raw_decode(self.text, self.at)
            except json.JSONDecodeError as error:
                if len(self.text) - self.at > LARGEST:
                    raise KhabarError(f"a value of more than {LARGEST >> 20} million letters; give one record a line (.jsonl)") from error
                if not self.done and self.more():
                    continue
                line = self.line + self.text.count("\n", 0, error.pos)
                raise KhabarError(f"broken JSON at line {line} ({error.msg}); mend it, what stood before it was read") from error
            except RecursionError as error:
                raise KhabarError("JSON nested too deeply; give a list of flat records") from error
            if end == len(self.text) and not self.done and not isinstance(found, (dict, list, str)) and self.more():
                continue
            self.at = end
            return found


def json_values(stream: TextIO) -> Iterator[Any]:
    """The members of the array that a stream holds, or its values one after another.

    Raises KhabarError at the first place that is not JSON.
    """
    buffer = _Buffer(stream)
    if buffer.peek() != "[":
        while buffer.peek():
            yield buffer.value()
            if buffer.peek() == ",":
                buffer.at += 1
        return
    buffer.at += 1
    while buffer.peek() not in ("]", ""):
        yield buffer.value()
        mark = buffer.peek()
        if mark == ",":
            buffer.at += 1
        elif mark != "]":
            raise KhabarError(
                f"broken JSON at line {buffer.line + buffer.text.count(chr(10), 0, buffer.at)}: "
                f"{'the end' if not mark else repr(mark)} where a comma or ] should be; mend it, what stood before it was read"
            )
    if not buffer.peek():
        raise KhabarError("the JSON array is not closed, the file may be cut off; what stood before its end was read")
