"""One build at a time in a folder: a lock that names its holder and that dies with its process."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

NAME = ".lock"


@contextmanager
def locked(
    folder: Path, *, holder: str, on_wait: Callable[[str], None] | None = None, every: float = 0.5
) -> Iterator[None]:
    """Hold a folder; if someone else does, say who once, through ``on_wait``, and wait.

    The lock is the operating system's, so that it falls when its holder is killed; the file says who it is.
    """
    folder.mkdir(parents=True, exist_ok=True)
    told = False
    with (folder / NAME).open("a+", encoding="utf-8") as file:
        while not _take(file):
            if not told and on_wait:
                on_wait(held_by(folder) or "another process")
            told = True
            time.sleep(every)
        try:
            file.seek(0)
            file.truncate()
            json.dump({"holder": holder, "pid": os.getpid()}, file, ensure_ascii=False)
            file.flush()
            yield
        finally:
            file.seek(0)
            file.truncate()
            file.flush()
            _release(file)


def held_by(folder: Path) -> str | None:
    """Who holds a folder, in words, as far as its lock file tells."""
    try:
        told = json.loads((folder / NAME).read_text("utf-8"))
        return f"{told['holder']} (process {told['pid']})"
    except (OSError, ValueError, KeyError, TypeError):
        return None


if os.name == "nt":  # pragma: no cover  # the other half of the same two functions
    import msvcrt

    def _take(file: IO[str]) -> bool:
        try:
            file.seek(1 << 20)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]  # Windows only
        except OSError:
            return False
        return True

    def _release(file: IO[str]) -> None:
        file.seek(1 << 20)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined]  # Windows only

else:
    import fcntl

    def _take(file: IO[str]) -> bool:
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def _release(file: IO[str]) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_UN)
