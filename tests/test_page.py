"""The page: one offline file that runs nothing an article says and leads each event back to its letters."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from base64 import b64encode
from dataclasses import replace
from datetime import date
from hashlib import sha256
from html.parser import HTMLParser
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from browser import Browser, found
from made import MINISTER, OMAN, TUNISIA, denied_visit, happens, on, person, planned_visit, reading, the_visit, thing

from extract.language import read_toml
from extract.records import Reading, TimeSpan
from graph.conclude import conclude
from graph.page import ASSETS, data_block, render
from graph.page.layout import layout
from graph.page.network import to_pyvis
from graph.records import Conclusions
from graph.show import Shown
from graph.slices import lies_in

HOSTILE = (
    "</script><script>document.title='run'</script>", "<!-- <script> \" onerror=alert(1) '", "\u202eعكس\u2066 href=\"javascript:alert(1)\"",
    "<img src=x onerror=\"document.title='run'\">", "سطر\u2028وسطر\u2029وقفة & &lt; &#39; {{ 7 * 7 }} {% raw %}", "رمز 🕊️ خارج المستوى",
)  # fmt: skip
needs_browser = pytest.mark.skipif(found() is None, reason="no chromium on this machine")


def data_of(page: str) -> dict[str, Any]:
    """What the page carries."""
    block = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert block
    return json.loads(block[1])


def meeting_of_many() -> Reading:
    """A conference of six states."""
    names = ["عمان", "تونس", "قطر", "مصر", "العراق", "ليبيا"]
    actors = {f"s{i}": thing(n, "state", wikidata=f"Q{i + 1}") for i, n in enumerate(names)}
    text = f"اجتمع في مؤتمر الصيد ممثلو {' و'.join(names)} يوم الخميس."
    return reading("many", text, actors=actors, events=[happens("conference", "اجتمع", source=tuple(actors), when=on("2024-03-07"))], outlet=None)


def hostile() -> Reading:
    """An article whose every string is against the page."""
    trigger = "زار"
    text = " ".join(HOSTILE) + f" {trigger} سالم الراجحي تونس. 🕊️ وهدد <b>خصم</b> تونس."
    actors = {"m": MINISTER, "t": TUNISIA, "h": person("<b>خصم</b>"), "x": person(HOSTILE[0])}
    events = [
        happens("visit", trigger, source="m", target="t", when=on("2024-03-05"), reported_by="x"),
        happens("threat", "هدد", source="h", target="t", status="denied"),
    ]
    made = reading("hostile\"'<>&", text, actors=actors, events=events, title=HOSTILE[1] + HOSTILE[0], outlet=HOSTILE[3])
    return replace(made, article=replace(made.article, url="javascript:alert(document.title='run')"))


def news() -> list[Reading]:
    """Some of everything: conflict, a dateless event, a month, a document's date, many parties, hostile text."""
    gift = reading(
        "gift", "أرسلت عمان مساعدات إلى تونس. وفي آذار رحبت تونس بالمساعدات. ثم تفاوضت تونس وعمان.", actors={"o": OMAN, "t": TUNISIA}, outlet="صحيفة النخيل",
        events=[
            happens("aid", "أرسلت", source="o", target="t"),
            happens("support", "رحبت", source="t", target="o", when=TimeSpan(begin=(date(2024, 3, 1), date(2024, 3, 31)), end=(date(2024, 3, 1), date(2024, 3, 31)), grain="month")),
            happens("negotiation", "تفاوضت", source=("o", "t"), when=TimeSpan(begin=(date(2024, 3, 10), None), end=(None, date(2024, 3, 20)))),
        ],
    )  # fmt: skip
    late = reading(
        "late", "هددت عمان تونس بقطع الصيد.", actors={"o": OMAN, "t": TUNISIA}, published="2024-04-02",
        events=[happens("threat", "هددت", source="o", target="t", when=replace(on("2024-04-02"), basis="document"), status="possible")],
    )  # fmt: skip
    return [*the_visit(), gift, late, meeting_of_many(), hostile()]


@pytest.fixture(scope="module")
def conclusions() -> Conclusions:
    return conclude(news())


@pytest.fixture(scope="module")
def page(conclusions: Conclusions) -> str:
    return render(conclusions)


class Outline(HTMLParser):
    """The elements of a page with their attributes, and the text of its scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.inside: list[str] = []
        self.blocks: list[tuple[str, dict[str, str | None], str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag in ("script", "style"):
            self.blocks.append((tag, dict(attrs), ""))

    def handle_data(self, data: str) -> None:
        if self.blocks and self.elements[-1][0] in ("script", "style") and not self.blocks[-1][2]:
            tag, attrs, _ = self.blocks[-1]
            self.blocks[-1] = (tag, attrs, data)


def test_the_page_holds_all_it_needs(page):
    """One style, two scripts and one block of data, all within; nothing is loaded from anywhere."""
    outline = Outline(page)
    assert [(tag, attrs.get("type")) for tag, attrs, _ in outline.blocks] == [("style", None), ("script", "application/json"), ("script", None), ("script", None)]
    for tag, attrs in outline.elements:
        assert "src" not in attrs, tag
        assert attrs.get("href", "data:,") == "data:,", tag
        assert not any(name.startswith("on") or name == "style" for name in attrs), tag
    ids = [attrs["id"] for _, attrs in outline.elements if "id" in attrs]
    assert len(ids) == len(set(ids))


def test_nothing_asks_the_network():
    """Our scripts and styles know no address but Wikidata's, which is a link; the library's only ones are comments."""
    for path in sorted(ASSETS.glob("*.*")):
        text = path.read_text("utf-8")
        assert not re.search(r"fetch\(|XMLHttpRequest|WebSocket|EventSource|sendBeacon|importScripts|@import|url\(", text), path
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", text), path
        addresses = set(re.findall(r"https?://[\w./-]+", text)) - {"http://www.w3.org/2000/svg"}
        assert addresses <= {"https://www.wikidata.org/wiki/"}, path


def test_only_our_scripts_may_run(page):
    """The policy forbids everything, then allows these scripts and styles by their hashes."""
    outline = Outline(page)
    policy = next(attrs["content"] for tag, attrs in outline.elements if tag == "meta" and attrs.get("http-equiv"))
    assert policy
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert "unsafe" not in policy
    for tag, attrs, text in outline.blocks:
        if attrs.get("type") != "application/json":
            assert f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" in rules[f"{tag}-src"].split()


def test_the_policy_stands_before_all_it_rules(page):
    """A policy rules only what comes after it."""
    assert page.index("Content-Security-Policy") < page.index("<style") < page.index("<script")


def test_the_vendored_library_is_what_its_authors_published():
    """Byte for byte, with both its licences beside it."""
    told = read_toml(ASSETS / "vendor" / "vendor.toml")["vis-network"]
    assert sha256((ASSETS / "vendor" / told["file"]).read_bytes()).hexdigest() == told["sha256"]
    head = (ASSETS / "vendor" / told["file"]).read_text("utf-8")[:400]
    assert told["version"] in head
    assert {p.name for p in (ASSETS / "vendor").glob("*LICENSE*")} == {"vis-network.LICENSE-MIT", "vis-network.LICENSE-APACHE-2.0"}
    assert "sourceMappingURL" not in render(conclude([]))


@pytest.mark.parametrize("text", HOSTILE)
def test_no_string_can_leave_its_block(text):
    """The data block has none of the letters that HTML reads, and JSON reads it back as it was."""
    block = data_block({text: [text]})
    assert not set("<>&\u2028\u2029") & set(block)
    assert json.loads(block) == {text: [text]}


def test_titles_cannot_leave_the_page_title():
    """What a person calls the page is text there too."""
    page = render(conclude([]), title=HOSTILE[0])
    assert "<script>document" not in page
    assert data_of(page)["start"]["title"] == HOSTILE[0]


def test_every_event_has_its_evidence(conclusions, page):
    """Each trigger of each event stands marked in a sentence of its article, counted as JavaScript counts."""
    data = data_of(page)
    assert [e["id"] for e in data["events"]] == [e.id for e in conclusions.events]
    for shown, event in zip(data["events"], conclusions.events, strict=True):
        marked = set()
        for claim in shown["claims"]:
            for sentence, start, end, *_ in claim["says"]:
                article, text, names = data["sentences"][sentence]
                units = text.encode("utf-16-le")
                quote = units[2 * start : 2 * end].decode("utf-16-le")
                marked.add((data["articles"][article]["id"], quote))
                assert text in conclusions.articles[data["articles"][article]["id"]].letters
                for first, last, actor in names:
                    named = units[2 * first : 2 * last].decode("utf-16-le")
                    assert named in conclusions.actors[actor].names
        assert marked == {(e.article, e.quote) for e in event.evidence}


def test_every_claim_says_who_and_how_sure(conclusions, page):
    """Statuses, holders and dates reach the page."""
    told = {c["id"]: c for e in data_of(page)["events"] for c in e["claims"]}
    actors = data_of(page)["actors"]
    for claim in conclusions.claims:
        shown = told[claim.id]
        assert (shown["status"], shown["kind"]) == (claim.status, claim.holder_kind)
        if claim.holder_kind == "reported":
            assert actors[shown["holder"]]["id"] == claim.holder


def test_evidence_without_a_claim_is_kept(conclusions):
    """Nothing that an event rests on is lost where no claim holds it."""
    bare = replace(conclusions, claims=())
    said = [x for e in data_of(render(bare))["events"] for c in e["claims"] for x in c["says"]]
    assert len(said) == sum(len(e.evidence) for e in conclusions.events)


def test_the_same_conclusions_give_the_same_bytes():
    """Any order of readings, any process: one page."""
    assert render(conclude(news())) == render(conclude(list(reversed(news()))))
    code = "import sys; sys.path.insert(0, 'tests')\nfrom test_page import *\nprint(sha256(render(conclude(news())).encode()).hexdigest())"
    runs = {
        subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1]).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1


def test_how_much_text_the_page_carries(conclusions):
    """"none" carries no letter of an article, "sentence" the sentences of the evidence, "full" whole articles."""
    none, sentence, full = (render(conclusions, quotes=q) for q in ("none", "sentence", "full"))
    letters = conclusions.articles["held"].letters
    assert "زيارة عمل تستغرق" not in none
    assert "زيارة عمل تستغرق" in sentence
    assert data_of(none)["sentences"] == []
    assert all("title" not in a for a in data_of(none)["articles"])
    assert letters in [a.get("letters") for a in data_of(full)["articles"]]
    assert letters not in [a.get("letters") for a in data_of(sentence)["articles"]]


def test_an_endless_sentence_is_shown_around_its_trigger():
    """A line of a million letters does not become a million letters of page; no word is cut."""
    long = "كلمة " * 20_000
    text = f"{long}زار سالم الراجحي تونس {long}"
    made = reading("long", text, actors={"m": MINISTER, "t": TUNISIA}, events=[happens("visit", "زار", source="m", target="t")])
    [[_, shown, _]] = data_of(render(conclude([made])))["sentences"]
    assert "زار سالم الراجحي تونس" in shown
    assert len(shown) < 700
    assert set(shown.split()) == {"كلمة", "زار", "سالم", "الراجحي", "تونس"}


def test_an_empty_graph_is_a_page():
    """No event, no error."""
    assert data_of(render(conclude([])))["events"] == []


def test_the_network_is_pyvis(conclusions):
    """Actors are nodes, everything between two is one edge, and a conference of many has a knot of its own."""
    network = to_pyvis(conclusions)
    assert type(network).__module__ == "pyvis.network"
    nodes = {n["id"]: n for n in network.nodes}
    assert all({"x", "y", "shape", "label", "group"} <= set(n) for n in nodes.values())
    pairs = [tuple(sorted((e["from"], e["to"]))) for e in network.edges]
    assert len(pairs) == len(set(pairs))
    conference = next(n for n, e in enumerate(conclusions.events) if e.type == "conference")
    knot = conclusions.events[conference].id
    assert nodes[knot]["group"] == "event"
    assert sum(knot in p for p in pairs) == 6
    numbers = {n for e in network.edges for way in ("forth", "back", "both", "where") for n in e.get(way, ())}
    joined = {n for n, e in enumerate(conclusions.events) if len({*e.source, *e.target, *e.place}) > 1}
    assert numbers == joined


def boxes_overlap(place: Any, boxes: list[tuple[float, float]]) -> int:
    """How many pairs of boxes lie over one another."""
    gaps = [(abs(place[a] - place[b]), a, b) for a, b in combinations(range(len(boxes)), 2)]
    return sum(all(gap[k] < (boxes[a][k] + boxes[b][k]) / 2 - 1 for k in (0, 1)) for gap, a, b in gaps)


@pytest.mark.parametrize("count, joins", [(1, 0), (2, 1), (7, 3), (60, 90), (60, 0), (200, 260)])
def test_no_name_lies_over_another(count, joins):
    """Whatever the graph, the boxes of the nodes do not overlap, and the same graph stands the same way."""
    pairs = [(i * 7 % count, (i * i * 3 + 1) % count, 1.0 + i % 3) for i in range(joins)]
    boxes = [(60.0 + 13 * (i % 7), 40.0 + 17 * (i % 2)) for i in range(count)]
    place = layout(count, pairs, boxes)
    assert place.shape == (count, 2)
    assert boxes_overlap(place, boxes) <= count // 50
    assert np.array_equal(place, layout(count, pairs, boxes))


def test_thousands_are_laid_out():
    """A large component stands apart too, in reasonable time."""
    count = 1500
    pairs = [(i, i * 5 // 7, 1.0) for i in range(1, count)] + [(i, i * 11 % 90, 1.0) for i in range(count)]
    place = layout(count, pairs, [(90.0, 40.0)] * count)
    assert len({tuple(p) for p in place.tolist()}) == count


def test_a_cell_shows_the_page_shut_off(conclusions):
    """A notebook's cell holds the page in a frame of its own, which may not reach the notebook."""
    shown = Shown(conclusions, {"height": 500})
    outline = Outline(shown._repr_html_())
    [(tag, attrs)] = outline.elements
    assert (tag, attrs["srcdoc"]) == ("iframe", shown.html)
    assert attrs["sandbox"]
    assert "allow-same-origin" not in attrs["sandbox"]
    assert "height:500px" in str(attrs["style"])


# What follows needs a browser.


@pytest.fixture(scope="module")
def saved(page, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("page") / "graph.html"
    path.write_text(page, "utf-8", "replace")
    return path


def texts(browser: Browser, selector: str) -> list[str]:
    return browser.ask(f"[...document.querySelectorAll({selector!r})].map(e => e.textContent)")


@needs_browser
@pytest.mark.parametrize("fragment", ["", "view=table", "lang=en&theme=dark", "from=2024-03-01&to=2024-03-06&sure=1", "places=1&n=3", "event=nothing&ego=nobody&types=none"])
def test_the_page_asks_for_nothing_and_complains_of_nothing(browser, saved, fragment):
    """Opened from a file, however it is asked: one request, for itself; no error, no breach of the policy; nothing hostile ran."""
    browser.open(saved, fragment)
    assert browser.ask("document.title") != "run"
    assert [r.split("#")[0] for r in browser.requests] == [saved.resolve().as_uri()]
    assert browser.complaints == []


@needs_browser
def test_hostile_text_is_text(browser, saved, conclusions):
    """In the panel, the table and the cards, with every event of the hostile article open, nothing runs and no link is false."""
    for event in conclusions.events:
        browser.open(saved, f"event={event.id}")
        assert browser.ask("document.title") != "run"
        assert browser.ask("document.querySelectorAll('#panel img, #panel script, #panel b:not(.badge)').length") == 0
        assert browser.ask("[...document.querySelectorAll('a')].every(a => /^https?:/.test(a.href))")
        marks = "".join(texts(browser, "#panel mark"))
        assert all(e.quote in marks for e in event.evidence)
    assert browser.complaints == []


@needs_browser
def test_conflicting_claims_stand_side_by_side(browser, saved, conclusions):
    """A visit that one affirms and one denies shows both, with who says so."""
    visit = next(e for e in conclusions.events if "denied" in e.statuses and e.type == "visit")
    browser.open(saved, f"event={visit.id}")
    assert browser.ask("document.querySelectorAll('.conflict_yes .claim').length") >= 2
    assert browser.ask("document.querySelectorAll('.conflict_no .claim').length") == 1
    assert "الناطق باسم الحكومة" in texts(browser, ".conflict_no .holder")[0]
    assert browser.ask("[...document.querySelectorAll('.sides > section')].map(s => s.getBoundingClientRect().top).every((t, _, all) => t === all[0])")


@needs_browser
@pytest.mark.parametrize("typed", ["سالم الراجحى", "سَالِمٌ", "الراجحـــي"])
def test_search_reads_through_spelling(browser, saved, typed):
    """Diacritics, tatweel and the forms of alef and ya do not matter."""
    browser.open(saved)
    browser.ask("document.getElementById('search').focus()")
    browser.type(typed)
    browser.wait("!document.getElementById('found').hidden")
    assert "سالم الراجحي" in texts(browser, "#found [role=option]")[0]
    browser.press("Enter")
    browser.wait("document.querySelector('#panel h2')?.textContent.includes('سالم الراجحي')")
    assert "actor=" in browser.ask("(async () => { await new Promise(r => setTimeout(r, 300)); return location.hash; })()")


@needs_browser
@pytest.mark.parametrize("mode", ["possible", "certain"])
@pytest.mark.parametrize("first, last", [("2024-03-01", "2024-03-04"), ("2024-03-05", "2024-03-05"), ("2024-03-06", "2024-03-31"), ("2024-03-01", "2024-03-31"), ("2024-04-01", "2024-04-02"), ("2024-05-01", "2024-05-09")])
def test_the_time_bar_cuts_as_the_graph_does(browser, saved, conclusions, mode, first, last):
    """A window leaves the events that ``kg.window`` leaves, certainly or possibly."""
    browser.open(saved, f"view=table&from={first}&to={last}" + ("&sure=1" if mode == "certain" else ""))
    shown = browser.ask("[...document.querySelectorAll('tr[data-event]')].map(r => r.dataset.event)")
    days = date.fromisoformat(first), date.fromisoformat(last)
    assert sorted(shown) == sorted(e.id for e in conclusions.events if lies_in(e.when, *days, mode=mode))


@needs_browser
def test_filters_leave_what_they_say(browser, saved, conclusions):
    """Types, statuses and outlets; the counts beside them; and back again."""
    browser.open(saved, "view=table")
    rows = "document.querySelectorAll('tr[data-event]').length"
    assert browser.ask(rows) == len(conclusions.events)
    browser.ask("document.querySelector('[data-facet=types] [data-key=visit]').closest('li').querySelector('.only').click()")
    assert browser.ask(rows) == sum(e.type == "visit" for e in conclusions.events)
    browser.click("#reset")
    browser.open(saved, "view=table&statuses=denied")
    assert browser.ask(rows) == sum("denied" in e.statuses for e in conclusions.events)
    browser.open(saved, "view=table&outlets=" + "صحيفة النخيل")
    assert browser.ask(rows) == 3


@needs_browser
def test_undated_events_stand_apart(browser, saved, conclusions):
    """In the table they come last under a heading of their own; a window leaves them out until they are asked for."""
    undated = {e.id for e in conclusions.events if e.when is None}
    assert undated
    after = "[...document.querySelectorAll('tr.apart ~ tr')].map(r => r.dataset.event)"
    browser.open(saved, "view=table")
    assert set(browser.ask(after)) == undated
    browser.open(saved, "view=table&from=2024-03-01&to=2024-03-31")
    assert browser.ask(after) == []
    browser.click("#undated")
    assert set(browser.ask(after)) == undated


@needs_browser
def test_the_page_is_in_arabic_and_turns_to_english(browser, saved):
    """Right to left at first; the button turns words and direction, not names."""
    browser.open(saved)
    assert browser.ask("[document.documentElement.lang, document.documentElement.dir]") == ["ar", "rtl"]
    browser.click("#lang")
    assert browser.ask("[document.documentElement.lang, document.documentElement.dir]") == ["en", "ltr"]
    assert texts(browser, "#see-graph") == ["Graph"]
    english = browser.ask("document.body.innerText")
    assert "سالم الراجحي" in english
    assert "الفاعلون" not in english


def test_both_languages_say_the_same_things():
    """Every word of one has its fellow in the other, and every word that a script asks for is there."""
    words = read_toml(ASSETS / "words.toml")
    apart = {"types", "status"}
    assert set(words["ar"]) - apart == set(words["en"]) - apart
    for group in ("kinds", "grains", "counts"):
        assert set(words["ar"][group]) == set(words["en"][group])
    scripts = "".join(p.read_text("utf-8") for p in ASSETS.glob("*.js"))
    asked = set(re.findall(r'\b(?:say|put)\("(\w+)"', scripts)) | set(re.findall(r'data-(?:word|label|hint)="(\w+)"', (ASSETS / "page.html.jinja").read_text("utf-8")))
    assert asked <= set(words["en"]), asked - set(words["en"])


@needs_browser
def test_the_graph_is_walked_by_keyboard(browser, saved):
    """Arrow keys choose an actor, Escape lets go, t shows the table, / goes to the search."""
    browser.open(saved)
    browser.ask("document.getElementById('canvas').focus()")
    browser.press("ArrowRight")
    browser.wait("document.body.classList.contains('picked')")
    before = texts(browser, "#panel h2")
    for key in ("ArrowLeft", "ArrowUp", "ArrowDown", "ArrowRight"):
        browser.press(key)
    assert browser.ask("document.getElementById('said').textContent") or texts(browser, "#panel h2") != before
    browser.press("Escape")
    assert not browser.ask("document.body.classList.contains('picked')")
    browser.press("t")
    assert browser.ask("document.getElementById('graph-view').hidden")
    browser.press("/")
    assert browser.ask("document.activeElement.id") == "search"
    assert browser.complaints == []


@needs_browser
def test_a_click_on_the_picture_opens_the_evidence(browser, saved):
    """A node opens its actor; empty ground lets go."""
    browser.open(saved)
    x, y = browser.ask(
        "(() => { const b = document.querySelector('#canvas canvas').getBoundingClientRect(), c = document.querySelector('#canvas canvas');"
        " const g = c.getContext('2d'), k = c.width / b.width, d = g.getImageData(0, 0, c.width, c.height).data;"
        " for (let y = 0; y < c.height; y += 2) for (let x = 0; x < c.width; x += 2) { let ok = true;"
        "  for (const [u, v] of [[0,0],[4,0],[-4,0],[0,4],[0,-4]]) { const p = 4 * ((y + v) * c.width + x + u); ok = ok && d[p] === 213 && d[p+1] === 94 && d[p+2] === 0; }"
        "  if (ok) return [b.left + x / k, b.top + y / k]; } return [0, 0]; })()"
    )
    assert x
    browser.click_at(x, y)
    browser.wait("document.body.classList.contains('picked')")
    assert browser.ask("document.querySelectorAll('#panel .event-row').length") >= 1
    browser.click("#panel .event-row summary")
    browser.wait("document.querySelector('#panel .event-row[open] mark')")
    assert browser.complaints == []


@needs_browser
def test_what_is_seen_can_be_taken_away(browser, saved, tmp_path, conclusions):
    """A picture of the graph and a table of the visible events, without a request."""
    browser.open(saved, "types=visit")
    browser.call("Page.setDownloadBehavior", behavior="allow", downloadPath=str(tmp_path))
    for button, ending in (("save-png", "png"), ("save-csv", "csv")):
        browser.ask(f"document.getElementById({button!r}).click()")
        for _ in range(100):
            if files := [p for p in tmp_path.glob(f"*.{ending}") if p.stat().st_size]:
                break
            browser.ask("new Promise(r => setTimeout(r, 50))")
        assert files, ending
    png = next(tmp_path.glob("*.png")).read_bytes()
    assert png.startswith(b"\x89PNG")
    assert len(png) > 5000
    table = next(tmp_path.glob("*.csv")).read_text("utf-8-sig")
    assert table.count("e-") >= sum(e.type == "visit" for e in conclusions.events)
    assert browser.complaints == []
    assert all(r.startswith(("file:", "blob:")) for r in browser.requests)


@needs_browser
def test_time_plays(browser, saved):
    """The player lets time grow and can be stopped."""
    browser.open(saved)
    browser.click("#play")
    browser.wait("location.hash.includes('to=')")
    browser.click("#play")
    assert "▶" in texts(browser, "#play")
    assert browser.complaints == []


@needs_browser
def test_a_cell_works_in_a_browser(browser, conclusions, tmp_path):
    """Within a sandboxed frame, without origin or address, the page draws and complains of nothing."""
    cell = tmp_path / "cell.html"
    cell.write_text(f"<!doctype html><meta charset=utf-8><body>{Shown(conclusions, {})._repr_html_()}", "utf-8", "replace")
    browser.open(cell, ready="document.readyState === 'complete'")
    browser.ask("new Promise(r => setTimeout(r, 800))")
    assert browser.complaints == []
    assert browser.requests == [cell.resolve().as_uri()]


@needs_browser
def test_the_strongest_are_shown_first_and_search_brings_others(browser, conclusions, tmp_path):
    """A page that may draw few says so; whoever is sought comes with its neighbours."""
    path = tmp_path / "few.html"
    path.write_text(render(conclusions, shown=2), "utf-8", "replace")
    browser.open(path)
    assert not browser.ask("document.getElementById('notice').hidden")
    count = "Number(document.querySelector('#notice span')?.textContent.match(/[0-9]+/)[0] ?? 99)"
    before = browser.ask(count)
    browser.ask("document.getElementById('search').focus()")
    browser.type("ليبيا")
    browser.wait("document.querySelector('#found [role=option]')")
    browser.press("Enter")
    browser.wait(f"{count} > {before}")
    assert browser.complaints == []


def many_events(count: int) -> Conclusions:
    """As many events between half as many actors, all in one article."""
    base = conclude([planned_visit()])
    [event], [first, *_], [claim] = base.events, base.actors, base.claims
    actors = tuple(sorted((replace(first, id=f"a-{i:06}", name=f"فاعل {i}", mentions=()) for i in range(count // 2)), key=lambda a: a.id))
    pick = [(actors[i * i % 97 % len(actors)].id, actors[i * 31 % len(actors)].id) for i in range(count)]
    days = [date.fromordinal(738_000 + i * 700 // count) for i in range(count)]
    events = tuple(
        replace(event, id=f"e-{i:06}", source=(pick[i][0],), target=(pick[i][1],), when=TimeSpan(begin=(d, d), end=(d, d)))
        for i, d in enumerate(days)
    )  # fmt: skip
    claims = tuple(replace(claim, id=f"c-{i:06}", event=e.id, holder=pick[i][0], source=e.source, target=e.target) for i, e in enumerate(events))
    return replace(base, actors=actors, events=events, claims=claims)


@needs_browser
@pytest.mark.slow
def test_thousands_of_events_are_moved_through(browser, tmp_path):
    """Five thousand events: the page opens, and a step of the time bar takes a fraction of a second."""
    path = tmp_path / "thousands.html"
    path.write_text(render(many_events(5000)), "utf-8")
    browser.open(path)
    spent = browser.ask(
        "(() => { const bar = document.getElementById('time-to'), lo = Number(bar.min), hi = Number(bar.max), spent = [];"
        " for (let k = 1; k < 9; k++) { bar.value = hi - (hi - lo) * k / 10; const t = performance.now(); bar.dispatchEvent(new Event('input'));"
        " spent.push(performance.now() - t); } return spent.sort((a, b) => a - b)[4]; })()"
    )
    assert spent < 600  # some 50 where nothing else runs
    assert browser.complaints == []


@needs_browser
@pytest.mark.parametrize("readings", [[], [planned_visit()], [denied_visit()], [meeting_of_many()]])
def test_small_graphs_are_drawn(browser, tmp_path, readings):
    """Nothing, or hardly anything, is a page too."""
    path = tmp_path / "small.html"
    path.write_text(render(conclude(readings)), "utf-8")
    browser.open(path)
    assert browser.complaints == []
