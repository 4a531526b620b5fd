"""Write files whole or not at all: to a neighbour first, to the disk, then in place of the old."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

TEMPORARY = ".writing"


def write_whole(path: Path, write: Callable[[Path], object]) -> Path:
    """Let ``write`` fill a temporary neighbour and put it in place at once; killed midway, the old file stands."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}{TEMPORARY}")
    try:
        write(beside)
        _to_disk(beside)
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)
    _to_disk(path.parent)
    return path


def write_text(path: Path, text: str) -> Path:
    """A UTF-8 text file with plain line breaks, whole or not at all."""
    return write_whole(path, lambda beside: beside.write_bytes(text.encode("utf-8", "replace")))


def _to_disk(path: Path) -> None:
    if os.name == "nt" and path.is_dir():
        return  # Windows does not open folders
    handle = os.open(path, os.O_RDONLY if path.is_dir() or os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def leftovers(folder: Path) -> list[Path]:
    """What killed writers left behind in a folder."""
    return sorted(folder.glob(f".*{TEMPORARY}"))
