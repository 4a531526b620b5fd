"""Hold the reading of times against reference data, beside dateparser: values in context, extents, speed.

    python benchmarks/times.py [VALUES.json] [--extents FOLDER] [--news ARTICLES.jsonl]

VALUES: [{"sentence", "dct", "expression", "gold"}], a gold value a day, month, year, quarter or week. dateparser gets
the expression alone and the document's date (it reads no sentences), and is right where its day lies in the gold
value and the gold value is a day, or where it names the month or the year. Needs ``pip install dateparser`` for its column.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import re
import sys
import time
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from extract.language import load_language
from extract.records import Article, Segment
from extract.scene import Scene, SentenceView
from extract.timing import Timing

SHARED = Path(os.environ.get("KHABAR_SHARED", "../shared"))
Days = tuple[date, date]


def days(value: str) -> Days:
    """First and last day of an ISO day, month, year, quarter or week."""
    if week := re.fullmatch(r"(\d{4})-W(\d\d)", value):
        first = date.fromisocalendar(int(week[1]), int(week[2]), 1)
        return first, first + timedelta(6)
    if quarter := re.fullmatch(r"(\d{4})-Q(\d)", value):
        year, month = int(quarter[1]), int(quarter[2]) * 3
        return date(year, month - 2, 1), date(year, month, monthrange(year, month)[1])
    parts = [int(p) for p in value[:10].split("-")]
    first = date(*[*parts, 1, 1][:3])
    last_month = first.month if len(parts) > 1 else 12
    return first, first if len(parts) == 3 else date(first.year, last_month, monthrange(first.year, last_month)[1])


def of_khabar(timing: Timing, row: dict[str, Any]) -> list[Days]:
    """Bounds of the times that overlap the expression in its sentence."""
    start = row["sentence"].find(row["expression"])
    end = start + len(row["expression"])
    found = timing.read(row["sentence"], published=date.fromisoformat(row["dct"]))
    return [(t.when.begin[0], t.when.end[1]) for t in found if t.start < end and t.end > start and t.when.begin[0] and t.when.end[1]]


def of_dateparser(row: dict[str, Any]) -> list[Days] | None:
    """What dateparser makes of the expression, with the bounds of the period that it names; None where it is not installed."""
    try:
        module = importlib.import_module("dateparser.date")
    except ImportError:
        return None
    base = datetime.fromisoformat(row["dct"])
    data = module.DateDataParser(languages=["ar"], settings={"RELATIVE_BASE": base, "PREFER_DATES_FROM": "past"}).get_date_data(row["expression"])
    if data.date_obj is None:
        return []
    day = data.date_obj.date()
    return [days(day.isoformat()[: {"year": 4, "month": 7}.get(data.period, 10)])]


def extents(markup: str) -> tuple[str, list[tuple[int, int]]]:
    """The text of a TimeML document and the spans of its TIMEX3."""
    text, spans, opened = "", [], 0
    for part in re.split(r"(<[^>]*>)", re.sub(r"<\?.*?\?>|<!.*?>", "", markup)):
        if part.startswith("<TIMEX3"):
            opened = len(text)
        elif part == "</TIMEX3>":
            spans.append((opened, len(text)))
        elif not part.startswith("<"):
            text += part
    return text, spans


def overlap(timing: Timing, folder: Path) -> tuple[float, float, float]:
    """Precision, recall and F1 of extents, one to one by overlap."""
    hits = found = wanted = 0
    for path in sorted(folder.glob("*.tml")):
        text, gold = extents(path.read_text("utf-8"))
        seen = [(t.start, t.end) for t in timing.read(text)]
        found, wanted, left = found + len(seen), wanted + len(gold), list(gold)
        for start, end in seen:
            if match := next((g for g in left if g[0] < end and g[1] > start), None):
                left.remove(match)
                hits += 1
    precision, recall = hits / max(found, 1), hits / max(wanted, 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def speed(timing: Timing, texts: Iterator[tuple[str, date]]) -> tuple[int, float]:
    """Words of some articles and CPU seconds of this stage alone, from letters to times and the day of writing."""
    words, cpu = 0, 0.0
    for text, published in texts:
        scene = Scene(Article(id="b", title="", text=text, published=published, published_basis="given"), "\n" + text)
        scene.segments = (Segment(kind="body", start=1, end=len(scene.letters)),)
        scene.sentences = [SentenceView(0, 1, len(scene.letters), "body", [])]
        began = time.process_time()
        timing.find(scene)
        cpu += time.process_time() - began
        words += len(text.split())
    return words, cpu


def news(path: Path) -> Iterator[tuple[str, date]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield row["text"], date.fromisoformat(row["published"][:10])


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("values", nargs="?", type=Path, default=SHARED / "data" / "temporal" / "values.json")
    cli.add_argument("--extents", type=Path, default=SHARED / "data" / "temporal" / "timeml_dahmri")
    cli.add_argument("--news", type=Path, default=SHARED / "data" / "news" / "saudinewsnet_political.jsonl")
    given = cli.parse_args()
    timing = Timing(load_language("ar"))
    gold = json.loads(given.values.read_text("utf-8"))
    right = {"khabar": 0, "dateparser": 0}
    peer = True
    print(f"{'gold':12} {'khabar':24} {'dateparser':24} expression")
    for row in gold:
        want, ours, theirs = days(row["gold"]), of_khabar(timing, row), of_dateparser(row)
        peer = theirs is not None
        right["khabar"] += want in ours
        right["dateparser"] += want in (theirs or [])
        print(f"{row['gold']:12} {_said(ours, want):24} {_said(theirs or [], want) if peer else 'not installed':24} {row['expression']}")
    print(f"values: khabar {right['khabar']} of {len(gold)}" + (f", dateparser {right['dateparser']} of {len(gold)}" if peer else ""))
    if given.extents.is_dir():
        print("extents: precision {:.3f}, recall {:.3f}, F1 {:.3f}".format(*overlap(timing, given.extents)))
    if given.news.is_file():
        words, cpu = speed(timing, news(given.news))
        print(f"speed: {words / cpu:,.0f} words a CPU second ({words:,} words in {cpu:.1f} s)")


def _said(found: list[Days], want: Days) -> str:
    mark = "+" if want in found else "-"
    return mark + " " + ("/".join(str(d) for d in dict.fromkeys(found[0])) if found else "")


if __name__ == "__main__":
    main()
