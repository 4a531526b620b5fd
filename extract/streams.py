"""Open a file or standard input as bytes: unpacks gzip by its first bytes, reads lines of a bounded length."""

from __future__ import annotations

import gzip
import io
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

from .encodings import SAMPLE, guess
from .records import KhabarError

LONGEST = 16 << 20  # bytes of a page or of a line
_GZIP = b"\x1f\x8b"
BROKEN = (gzip.BadGzipFile, EOFError, zlib.error)


@contextmanager
def opened(path: str) -> Iterator[io.BufferedReader]:
    """A file's bytes, unpacked where it is gzip; ``-`` is standard input. Its beginning can be peeked at."""
    raw = cast(BinaryIO, sys.stdin.buffer) if path == "-" else open(path, "rb")  # noqa: SIM115 (closed below)
    try:
        stream: io.BufferedReader = io.BufferedReader(cast(io.RawIOBase, raw), SAMPLE * 4)
        if stream.peek(2)[:2] == _GZIP:
            stream = io.BufferedReader(cast(io.RawIOBase, gzip.GzipFile(fileobj=stream)), SAMPLE * 4)
        yield stream
        if path == "-":
            stream.detach()
    finally:
        if path != "-":
            raw.close()


def whole(stream: BinaryIO) -> bytes:
    """All bytes of a page. Raises KhabarError where they are more than a page can be."""
    data = stream.read(LONGEST + 1)
    if len(data) > LONGEST:
        raise KhabarError(f"more than {LONGEST >> 20} MB in one page; cut it, or give one article a line (.jsonl)")
    return data


def peeked(stream: io.BufferedReader) -> bytes:
    """The first bytes of a stream, still to be read."""
    return stream.peek(SAMPLE)[: SAMPLE * 4]


def text_stream(stream: io.BufferedReader, *, encoding: str | None = None) -> io.TextIOWrapper:
    """The letters of a stream in the encoding that its beginning shows; unreadable places become U+FFFD."""
    found = encoding or guess(peeked(stream))
    return io.TextIOWrapper(stream, encoding="utf-8-sig" if found == "utf-8" else found, errors="replace", newline=None)


def text_lines(stream: io.BufferedReader) -> Iterator[tuple[int, str | KhabarError]]:
    """Numbered lines of text, each of a bounded length; a longer one is an error in its place."""
    text = text_stream(stream)
    number = 0
    while line := text.readline(LONGEST):
        number += 1
        if len(line) >= LONGEST and not line.endswith("\n"):
            while (rest := text.readline(LONGEST)) and not rest.endswith("\n"):
                pass
            yield number, KhabarError(f"a line of more than {LONGEST >> 20} million letters; one article a line is far shorter")
        else:
            yield number, line
    text.detach()
