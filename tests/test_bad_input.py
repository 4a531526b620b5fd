"""Bad input costs one clear line each (file, what was seen, what to do), never the build; --strict stops."""

from __future__ import annotations

import gzip
import importlib
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from graph import cli

building = importlib.import_module("graph.build")  # the name graph.build is the function

TEXT = (
    "وصل وزير الخارجية العماني إلى القاهرة صباح اليوم في زيارة رسمية تستمر يومين، "
    "وقال الوزير إن المباحثات ستتناول العلاقات بين البلدين وسبل دعم التعاون في المنطقة."
)


def row(ident: str = "b", **more: Any) -> str:
    return json.dumps({"id": ident, "title": "زيارة ثانية", "text": TEXT, **more}, ensure_ascii=False)


CASES: list[tuple[str, bytes, str]] = [
    ("bytes.txt", bytes(range(128, 256)) * 20, "skipped: {}: the bytes are neither UTF-8 nor UTF-16 nor Windows-1256 Arabic; save it as UTF-8"),
    ("binary.txt", b"%PDF-1.4 \x00\x01", "skipped: {}: binary data, no text; give text, HTML, JSON, CSV, Parquet or WARC"),
    ("wrong.txt", TEXT.encode().decode("latin-1").encode(), "skipped: {}: Arabic that was saved in a wrong encoding («Ø§Ù„» for «ال»); fetch it again and save it as UTF-8"),
    ("torn.txt", ((TEXT + "\n") * 3).encode().replace("يومين".encode(), b"\xd9\xff\xd9", 1), "warning: {}: 3 unreadable places were read as \ufffd; save it as UTF-8"),
    ("empty.txt", b"", "skipped: {}: the file is empty; fetch it again or leave it out"),
    ("blank.html", b"  \n\n", "skipped: {}: the file is empty; fetch it again or leave it out"),
    ("empty.jsonl", b"\n\n", "skipped: {}: the file is empty; fetch it again or leave it out"),
    ("script.html", b"<html><head><title>x</title></head><body><script>var a = 1;</script></body></html>", "skipped: {}: HTML without text (a script, a frame or an index page?); save the page as the browser shows it"),
    ("nofield.json", '[{"id": "1", "headline": "عنوان"}]'.encode(), "skipped: {}: no text field (it has: id, headline); name one of them text, body or content"),
    ("nofield.jsonl", f'{{"id": "1", "headline": "x"}}\n{row()}'.encode(), "skipped: {}, line 1: no text field (it has: id, headline); name one of them text, body or content"),
    ("broken.jsonl", f'{{"id": "1",\n{row()}'.encode(), "skipped: {}, line 1: broken JSON (Expecting property name enclosed in double quotes); one object a line; mend this one"),
    ("cut.json", f'[{row()}, {{"id": '.encode(), "skipped: {}: broken JSON at line 1 (Expecting value); mend it, what stood before it was read"),
    ("notext.csv", b"a,b\n1,2\n", "skipped: {}: no text column in its first line (it has: a, b); name one text, body or content"),
    ("cut.txt.gz", gzip.compress(TEXT.encode())[:40], "skipped: {}: corrupt gzip (Compressed file ended before the end-of-stream marker was reached); pack it again"),
    ("future.jsonl", row(published="2099-01-01").encode(), "warning: {}: published 2099-01-01, which lies in the future (id b); the date was dropped, mend it"),
    ("undated.jsonl", row(published="قريبا").encode(), "warning: {}: date 'قريبا' not understood (id b); write it as YYYY-MM-DD"),
    ("twice.jsonl", f"{row()}\n{row(title='زيارة أخرى')}".encode(), "skipped: {}: id b stands for another article before this one; give each its own id"),
    ("english.txt", b"The minister arrived in Cairo this morning for a visit of two days and talks on trade.", "skipped: {}: not Arabic (0% of its letters are); khabar reads Arabic, leave it out"),
]  # fmt: skip


@pytest.fixture
def khabar(monkeypatch, capsys, reader):
    """Runs the command with the real reader, loaded once: (exit code, stdout, lines of stderr)."""

    def tables_only(conclusions: Any, out: Path, options: Any) -> list[Path]:
        from graph.tables import write_tables

        return write_tables(conclusions, out, quotes=options.quotes)

    monkeypatch.setattr(building, "_reader", lambda options: reader)
    monkeypatch.setattr(building, "write_all", tables_only)
    monkeypatch.setattr("extract.pipeline.load", lambda *_, **__: reader)
    monkeypatch.setenv("COLUMNS", "400")

    def run(*words: str) -> tuple[int, str, list[str]]:
        monkeypatch.setattr(sys, "argv", ["khabar", *words])
        with pytest.raises(SystemExit) as done:
            cli.main()
        out, err = capsys.readouterr()
        return int(done.value.code or 0), out, [line for line in err.splitlines() if line.strip()]

    return run


@pytest.fixture
def news(tmp_path) -> Path:
    """A folder with one good article, last in order."""
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "z-good.jsonl").write_text(row("good", published="2026-03-05"), "utf-8")
    return folder


@pytest.mark.parametrize("name, data, line", CASES, ids=[c[0] for c in CASES])
def test_bad_input_costs_one_line(name, data, line, khabar, news, tmp_path):
    """One line on stderr and in run.json, a count in the summary, exit code 1; the good article is in the graph."""
    (news / name).write_bytes(data)
    code, out, err = khabar("build", str(news), "--out", str(tmp_path / "out"))
    assert (code, err) == (1, [line.format(news / name)])
    assert [row.split("│")[2].strip() for row in out.splitlines() if "skipped or doubted" in row] == ["1"]
    run = json.loads((tmp_path / "out" / "run.json").read_text("utf-8"))
    (told,) = run["skipped"]
    assert f"{told['kind']}: {told['path']}: {told['reason']}" == err[0]
    assert "good" in (tmp_path / "out" / "mentions.csv").read_text("utf-8")


@pytest.mark.parametrize("name, data, line", CASES, ids=[c[0] for c in CASES])
def test_strict_stops_at_bad_input(name, data, line, khabar, news, tmp_path):
    """With --strict the same words are the last, with exit code 2, and no table is written."""
    (news / name).write_bytes(data)
    code, _, err = khabar("build", str(news), "--out", str(tmp_path / "out"), "--strict")
    assert (code, err) == (2, ["khabar: " + line.partition(": ")[2].format(news / name)])
    assert not (tmp_path / "out" / "events.csv").exists()


def test_a_line_of_fifty_megabytes_costs_itself(khabar, news, tmp_path):
    """A line that cannot be an article is passed over without being held; the next one is read."""
    with (news / "long.jsonl").open("wb") as file:
        file.write(b'{"text": "')
        for _ in range(50):
            file.write(b"x" * (1 << 20))
        file.write(b'"}\n' + row("after").encode())
    code, _, err = khabar("build", str(news), "--out", str(tmp_path / "out"))
    assert (code, err) == (1, [f"skipped: {news / 'long.jsonl'}, line 1: a line of more than 16 million letters; one article a line is far shorter"])
    assert "after" in (tmp_path / "out" / "mentions.csv").read_text("utf-8")


@pytest.mark.parametrize("name, reason", [
    ("gone.txt", "no such file; look at its spelling"),
    ("*.docx", "no file matches this pattern; look at its spelling"),
])  # fmt: skip
def test_what_is_not_there_is_told(name, reason, khabar, news, tmp_path):
    """A file that is not there is a line like others."""
    code, _, err = khabar("build", str(news), str(tmp_path / name), "--out", str(tmp_path / "out"))
    assert (code, err) == (1, [f"skipped: {tmp_path / name}: {reason}"])


def test_nothing_but_bad_input_fails(khabar, tmp_path):
    """Where no article is left there is no graph: exit code 2."""
    (tmp_path / "empty.txt").write_bytes(b"")
    code, _, err = khabar("build", str(tmp_path / "empty.txt"), "--out", str(tmp_path / "out"))
    assert code == 2
    assert len(err) == 1
    assert "no article to build from" in err[0]


def test_reading_tells_the_same(khabar, news):
    """``khabar read`` prints what it can and says what it cannot."""
    (news / "empty.txt").write_bytes(b"")
    code, out, err = khabar("read", str(news))
    assert (code, err) == (1, [f"skipped: {news / 'empty.txt'}: the file is empty; fetch it again or leave it out"])
    assert [json.loads(line)["id"] for line in out.splitlines()] == ["good"]
    assert khabar("read", str(news), "--strict")[0] == 2


def test_an_article_that_breaks_the_reader_costs_no_other(khabar, news, monkeypatch):
    """``khabar read`` goes on behind an article that the reader fails at, and says which it was."""
    from extract.pipeline import Reader

    whole = Reader.read

    def broken(self, articles):
        for article in articles:
            if article.id == "bad":
                raise ValueError("made up")
            yield from whole(self, [article])

    monkeypatch.setattr(Reader, "read", broken)
    (news / "bad.json").write_text(json.dumps({"id": "bad", "title": "خبر", "text": "زار الوزير دمشق أمس."}), "utf-8")
    code, out, err = khabar("read", str(news))
    assert code == 1
    assert [json.loads(line)["id"] for line in out.splitlines()] == ["good"]
    assert err == [f"failed: {news / 'bad.json'}: article bad: reading failed (ValueError: made up); please report it with the article"]
    assert khabar("read", str(news), "--strict")[0] == 2


@pytest.mark.parametrize("mark", ["²", "③", "Ⅳ", "½", "٢²"])
def test_marks_that_look_like_digits_are_read(mark):
    """A superscript, a number in a circle or a fraction is no digit to count with."""
    from extract import Article, load

    (reading,) = load("ar").read([Article(id="m", title="", text=f"زار الوزير {mark} مدن في 3{mark} مايو {mark} 2015{mark} وبلغت المساحة 20 كم{mark}.")])
    assert reading.article.id == "m"
