"""The way in: every format, packed or not, in every encoding, from files, folders, patterns and standard input."""

from __future__ import annotations

import csv
import gzip
import io
import json
import sys
from collections.abc import Callable
from datetime import date

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from extract.cues import load_cues
from extract.encodings import decode
from extract.fields import plain
from extract.files import read_articles
from extract.jsons import json_values
from extract.published import parse_date
from extract.records import KhabarError

TITLE = "وزير الخارجية العماني يصل إلى القاهرة"
TEXT = (
    "وصل وزير الخارجية العماني إلى القاهرة صباح اليوم في زيارة رسمية تستمر يومين.\n"
    "وقال الوزير في تصريح صحفي إن المباحثات مع الجانب المصري ستتناول العلاقات بين البلدين وسبل دعم التعاون في المنطقة.\n"
    "ومن المقرر أن يعود الوزير إلى مسقط مساء الأربعاء بعد لقاء مع الرئيس المصري."
)
FIELDS = {"id": "n-1", "url": "https://example.org/n-1", "outlet": "صحيفة المرفأ", "published": "2026-03-05", "title": TITLE, "text": TEXT}
TODAY = date(2026, 6, 1)


def txt() -> str:
    return f"{TITLE}\n\n{TEXT}\n"


def html() -> str:
    paragraphs = "".join(f"<p>{line}</p>" for line in TEXT.split("\n"))
    return (
        f'<!DOCTYPE html><html lang="ar"><head><meta charset="utf-8"><title>{TITLE} | بوابة المرفأ</title>'
        '<meta property="og:site_name" content="بوابة المرفأ"><meta property="article:published_time" content="2026-03-05T08:00:00+02:00">'
        f'</head><body><nav><a href="/">الرئيسية</a></nav><article><h1>{TITLE}</h1>{paragraphs}</article></body></html>'
    )


def table(delimiter: str = ",") -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, FIELDS, delimiter=delimiter)
    writer.writeheader()
    writer.writerow(FIELDS)
    return out.getvalue()


LETTERS: dict[str, Callable[[], str]] = {
    ".txt": txt,
    ".html": html,
    ".json": lambda: json.dumps([FIELDS], ensure_ascii=False, indent=1),
    ".jsonl": lambda: json.dumps(FIELDS, ensure_ascii=False) + "\n",
    ".csv": table,
    ".tsv": lambda: table("\t"),
}


def packed(suffix: str) -> bytes:
    """The same article in each format's bytes."""
    if suffix == ".parquet":
        out = io.BytesIO()
        parquet.write_table(pa.table({k: [v] for k, v in FIELDS.items()}), out)
        return out.getvalue()
    if suffix == ".warc":
        out = io.BytesIO()
        writer = WARCWriter(out, gzip=False)
        headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
        writer.write_record(writer.create_warc_record(FIELDS["url"], "response", payload=io.BytesIO(html().encode()), http_headers=headers))
        return out.getvalue()
    return LETTERS[suffix]().encode("utf-8")


SUFFIXES = [*LETTERS, ".parquet", ".warc"]


def only(path: object, **more: object):
    (found,) = read_articles(path, strict=True, today=TODAY, **more)
    return found


def says_what_it_should(article, suffix: str) -> None:
    assert article.title == TITLE
    assert article.text.replace("\n\n", "\n").strip() == TEXT
    assert article.published == (None if suffix == ".txt" else date(2026, 3, 5))
    if suffix not in (".txt", ".html", ".warc"):
        assert (article.id, article.url, article.outlet, article.is_record) == ("n-1", FIELDS["url"], FIELDS["outlet"], True)
    else:
        assert not article.is_record


@pytest.mark.parametrize("zipped", [False, True], ids=["plain", "gz"])
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_format_gives_the_article(suffix, zipped, tmp_path):
    """Title, text, date and the other fields come out, packed with gzip or not."""
    path = tmp_path / f"news{suffix}{'.gz' if zipped else ''}"
    data = packed(suffix)
    path.write_bytes(gzip.compress(data) if zipped else data)
    article = only(path)
    says_what_it_should(article, suffix)
    assert article.source.path == str(path)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1256"])
@pytest.mark.parametrize("suffix", list(LETTERS))
def test_every_encoding_gives_the_same_letters(suffix, encoding, tmp_path):
    """UTF-8 with its mark, UTF-16 with and without, and Windows-1256 are told by what the letters say."""
    path = tmp_path / f"news{suffix}"
    path.write_bytes(LETTERS[suffix]().replace('<meta charset="utf-8">', "").encode(encoding))
    says_what_it_should(only(path), suffix)


@pytest.mark.parametrize("zipped", [False, True], ids=["plain", "gz"])
@pytest.mark.parametrize("suffix", [".txt", ".html", ".json", ".jsonl", ".csv", ".parquet", ".warc"])
def test_standard_input_is_told_by_its_beginning(suffix, zipped, monkeypatch):
    """A minus reads standard input; the format needs no name."""
    data = packed(suffix)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(gzip.compress(data) if zipped else data))))
    article = only("-")
    says_what_it_should(article, suffix)
    assert article.source.path == "-"


def test_folders_patterns_and_files_come_in_order(tmp_path):
    """A folder is read sorted and through, hidden files and unknown endings left out; a pattern is too."""
    (tmp_path / "b").mkdir()
    for name in ("b/z.jsonl", "a.jsonl", ".hidden.jsonl", "c.md"):
        (tmp_path / name).write_text(json.dumps({**FIELDS, "id": name}, ensure_ascii=False), "utf-8")
    assert [a.id for a in read_articles(tmp_path, strict=True, today=TODAY)] == ["a.jsonl", "b/z.jsonl"]
    assert [a.id for a in read_articles(str(tmp_path / "**" / "*.jsonl"), strict=True, today=TODAY)] == ["a.jsonl", "b/z.jsonl"]
    assert [a.id for a in read_articles([tmp_path / "b", tmp_path / "a.jsonl"], strict=True, today=TODAY)] == ["b/z.jsonl", "a.jsonl"]


@pytest.mark.parametrize("names", [
    {"guid": "n-1", "link": "u", "publisher": "o", "pubDate": "Thu, 05 Mar 2026 08:00:00 +0000", "headline": TITLE, "body": TEXT},
    {"_id": "n-1", "href": "u", "source": {"name": "o"}, "publishedAt": "2026-03-05T08:00:00Z", "title": {"rendered": TITLE}, "content": {"rendered": f"<p>{TEXT}</p>"}},
    {"المعرف": "n-1", "الرابط": "u", "المصدر": "o", "التاريخ": "5 آذار 2026", "العنوان": TITLE, "النص": TEXT},
    {"ID": "n-1", "URL": "u", "Outlet": "o", "Date": 1772697600, "Title": TITLE, "Text": TEXT.split("\n")},
])  # fmt: skip
def test_fields_go_by_many_names(names, tmp_path):
    """Synonyms, English and Arabic, objects and lists for values, dates in any common form."""
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps(names, ensure_ascii=False), "utf-8")
    article = only(path)
    assert (article.title, article.text, article.published) == (TITLE, TEXT, date(2026, 3, 5))
    assert (article.url, article.outlet) == ("u", "o")


@pytest.mark.parametrize("wrapped", [
    lambda r: [r], lambda r: {"articles": [r]}, lambda r: {"status": "ok", "data": {"items": [r]}}, lambda r: r,
])  # fmt: skip
def test_records_are_found_however_they_are_wrapped(wrapped, tmp_path):
    """A list, an object that holds one, or the record alone."""
    path = tmp_path / "x.json"
    path.write_text(json.dumps(wrapped(FIELDS), ensure_ascii=False), "utf-8")
    assert only(path).id == "n-1"


@pytest.mark.parametrize("name, head, given, day, basis", [
    ("page.txt", "", None, None, "unknown"),
    ("page.txt", "", "2026-03-06", "2026-03-06", "given"),                      # --published
    ("2026-03-07-page.txt", "", None, "2026-03-07", "given"),                   # the file's name
    ("2026-03-07-page.txt", "", "2026-03-06", "2026-03-06", "given"),
    ("page.txt", "مسقط - الثلاثاء 3 آذار 2026\n", "2026-03-06", "2026-03-03", "dateline"),
    ("page.txt", "القاهرة (وكالة المرفأ) ٤ مارس ٢٠٢٦ - ", None, "2026-03-04", "dateline"),
])  # fmt: skip
def test_a_page_is_dated_by_what_stands_nearest(name, head, given, day, basis, tmp_path):
    """The dateline before what the command says, that before the file's name."""
    path = tmp_path / name
    path.write_text(f"{TITLE}\n\n{head}{TEXT}\n", "utf-8")
    article = only(path, published=date.fromisoformat(given) if given else None)
    assert (article.published and article.published.isoformat(), article.published_basis) == (day, basis)


def test_ids_are_kept_or_made_of_content(tmp_path):
    """A given id stays; without one, the same article has the same id wherever it lies."""
    for name in ("a.jsonl", "b.jsonl"):
        (tmp_path / name).write_text(json.dumps({k: v for k, v in FIELDS.items() if k != "id"}, ensure_ascii=False), "utf-8")
    first, second = only(tmp_path / "a.jsonl"), only(tmp_path / "b.jsonl")
    assert first.id == second.id
    assert first.id.startswith("a-")
    assert len(list(read_articles(tmp_path, strict=True, today=TODAY))) == 1


def test_a_span_leads_back_into_the_page(tmp_path):
    """The source's span holds the article's letters in the decoded file."""
    path = tmp_path / "page.txt"
    path.write_text(f"{txt()}\nطباعة شارك\n", "utf-8")
    article = only(path)
    assert article.source.start is not None
    assert TITLE in path.read_text("utf-8")[article.source.start : article.source.end]


@pytest.mark.parametrize("encoding, name", [("utf-8", "utf-8"), ("cp1256", "cp1256"), ("iso8859_6", "iso8859_6"), ("utf-16-le", "utf-16-le")])
def test_bytes_say_their_encoding(encoding, name):
    """Known words tell one eight-bit encoding from another."""
    found = decode(f"{TITLE}\r\n{TEXT}".encode(encoding))
    assert (found.encoding, found.text, found.replaced) == (name, f"{TITLE}\n{TEXT}", 0)


def test_what_is_no_text_is_not_guessed_at():
    """Zero bytes and bytes of no Arabic encoding are named."""
    with pytest.raises(KhabarError, match="binary data"):
        decode(b"abc\x00\x01\x02" * 50)
    with pytest.raises(KhabarError, match="save it as UTF-8"):
        decode(bytes(range(128, 256)) * 20)


@pytest.mark.parametrize("value, day", [
    ("2026-03-05", "2026-03-05"),
    ("2026-03-05T23:59:00+03:00", "2026-03-05"),
    ("٥/٣/٢٠٢٦", "2026-03-05"),                       # day first, as the Arab press writes
    ("25/3/2026", "2026-03-25"),
    ("3/25/2026", "2026-03-25"),                      # it cannot be else
    ("20260305", "2026-03-05"),
    (1772697600, "2026-03-05"),
    ("1772697600000", "2026-03-05"),                  # milliseconds
    ("Thu, 05 Mar 2026 10:00:00 GMT", "2026-03-05"),
    ("الخميس 5 مارس 2026", "2026-03-05"),
    ("5 آذار/مارس 2026", "2026-03-05"),
    ("March 5, 2026", "2026-03-05"),
    ("31/2/2026", None),
    ("قريبا", None),
    (True, None),
    (None, None),
])  # fmt: skip
def test_dates_of_publication_in_any_common_form(value, day):
    """Numbers, names of months of every tradition, mail dates and clocks; nonsense is no date."""
    found = parse_date(value, load_cues("ar").months)
    assert (found.isoformat() if found else None) == day


@pytest.mark.parametrize("letters, values", [
    ("[1, 2, 3]", [1, 2, 3]),
    ('{"a": 1}\n{"a": 2}', [{"a": 1}, {"a": 2}]),
    ('{"a": [1, {"b": "}]"}]}', [{"a": [1, {"b": "}]"}]}]),
    ("", []),
    ("[]", []),
    (" \n[ ]", []),
])  # fmt: skip
def test_json_values_stream(letters, values):
    """An array gives its members, anything else its values one after another."""
    assert list(json_values(io.StringIO(letters))) == values


@pytest.mark.parametrize("letters, given, told", [
    ('[{"a": 1}, {"a": ', [{"a": 1}], "broken JSON at line 1"),
    ('[{"a": 1}', [{"a": 1}], "the end where a comma"),
    ('[{"a": 1} {"a": 2}]', [{"a": 1}], "where a comma or"),
    ('[1,\n2,\nx]', [1, 2], "line 3"),
])  # fmt: skip
def test_what_stood_before_broken_json_is_given(letters, given, told):
    """Values before the break are read, then the line is told."""
    found: list[object] = []
    with pytest.raises(KhabarError, match=told):
        found.extend(json_values(io.StringIO(letters)))
    assert found == given


def test_a_long_array_is_read_in_parts():
    """Members longer than what is read at once come out whole, in order."""
    members = [{"n": n, "text": "خبر " * 40_000} for n in range(6)]
    assert [m["n"] for m in json_values(io.StringIO(json.dumps(members, ensure_ascii=False)))] == list(range(6))


@pytest.mark.parametrize("written, plainly", [
    ("<p>خبر &quot;أول&quot;</p><p>خبر ثان</p>", 'خبر "أول"\nخبر ثان'),
    ("سطر<br/>سطر<script>alert(1)</script>", "سطر\nسطر"),
    ("5 < 6 و 7 > 2", "5 < 6 و 7 > 2"),               # no tags
    ("شركة &amp; أخرى", "شركة & أخرى"),
])  # fmt: skip
def test_values_lose_their_tags(written, plainly):
    """A field that holds HTML becomes plain text, paragraphs on lines of their own."""
    assert plain(written) == plainly


def test_every_letter_of_a_title_keeps_its_place(tmp_path):
    title = "وصول الوفد  إلى\nالمرفأ"
    path = tmp_path / "a.json"
    path.write_text(json.dumps({**FIELDS, "title": f" {title}"}, ensure_ascii=False), "utf-8")
    article = only(path)
    assert article.title == title.replace("\n", " ")
    assert article.letters.startswith(article.title)
