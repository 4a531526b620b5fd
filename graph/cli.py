"""The command ``khabar``: thin over what Python offers, with progress on stderr and results on stdout.

Exit codes: 0 all was read, 1 some inputs were skipped (or problems were found), 2 nothing could be done.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from extract.letters import digits
from extract.records import KhabarError

from .build import Options, build_paths, khabar_version, one_by_one
from .run import Omitted, Report

app = typer.Typer(
    help="Event-and-actor knowledge graphs from news, Arabic first.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
err = Console(stderr=True, soft_wrap=True)
ALL_READ, SOME_SKIPPED, FAILED = 0, 1, 2
STAGES = {"read": "Reading articles", "conclude": "Thinking across articles", "write": "Writing tables, RDF and page"}


class Quoting(StrEnum):
    """How much text of the articles exports carry."""

    full = "full"
    sentence = "sentence"
    none = "none"


def _day(text: str) -> date:
    try:
        return date.fromisoformat(digits(text))
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is no day; write it like 2024-04-28") from error


Inputs = Annotated[
    list[str], typer.Argument(metavar="ARTICLES…", help="Files, folders or patterns; - for standard input.")
]
Published = Annotated[
    date | None, typer.Option(parser=_day, metavar="DATE", help="Day of the first article of a page that says no date.")
]
Strict = Annotated[bool, typer.Option("--strict", help="Stop at the first input that cannot be used.")]
Overlay = Annotated[Path | None, typer.Option(help="A private folder of language data laid over ours.")]
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a build.")]


@app.command()
def build(
    articles: Inputs,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="Folder for the graph and its files.")],
    published: Published = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes that read side by side.")] = 1,
    quotes: Annotated[Quoting, typer.Option(help="How much text of the articles exports carry.")] = Quoting.full,
    min_score: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Leave out mentions less probable than this.")
    ] = 0.0,
    sync: Annotated[bool, typer.Option("--sync", help="Take out articles that ARTICLES no longer hold.")] = False,
    strict: Strict = False,
    overlay: Overlay = None,
) -> None:
    """Read articles and build a graph: tables, RDF and an interactive page."""
    options = Options(
        published=published, strict=strict, overlay=overlay, quotes=quotes.value, workers=workers, min_score=min_score, sync=sync
    )
    with _progress() as shown:
        task = shown.add_task(STAGES["read"], total=None)

        def progress(stage: str, done: int) -> None:
            shown.update(task, description=STAGES.get(stage, stage), completed=done)

        def on_wait(holder: str) -> None:
            err.print(f"{out} is held by {holder}; waiting until it is done")

        _, report = build_paths(articles, out, options, progress=progress, on_wait=on_wait)
    _summary(report, out)
    raise typer.Exit(SOME_SKIPPED if report.skipped else ALL_READ)


@app.command()
def read(
    articles: Inputs,
    published: Published = None,
    asserted: Annotated[
        bool, typer.Option("--asserted", help="Only events that their sentence asserts, not those it takes for granted.")
    ] = False,
    strict: Strict = False,
    overlay: Overlay = None,
) -> None:
    """Print what each article says, one JSON object a line."""
    from extract.files import read_articles
    from extract.pipeline import load
    from extract.say import to_json

    skipped: list[Any] = []

    def skip(found: Any) -> None:
        skipped.append(found)
        err.print(Text(f"{found.kind}: {found}"))

    found = read_articles(articles, published=published, strict=strict, on_skip=skip)
    for reading in one_by_one(found, load("ar", overlay=overlay)):
        if isinstance(reading, Omitted):
            if strict:
                raise KhabarError(str(reading))
            skip(reading)
            continue
        if asserted:
            reading = replace(reading, events=tuple(e for e in reading.events if e.asserted))
        sys.stdout.write(json.dumps(to_json(reading), ensure_ascii=False) + "\n")
    raise typer.Exit(SOME_SKIPPED if skipped else ALL_READ)


@app.command()
def export(
    folder: Folder,
    to: Annotated[
        Path,
        typer.Option(
            "--to", metavar="FILE", help="Where to: .html .ttl .trig .nq .graphml .gexf, or a folder for tables."
        ),
    ],
    about: Annotated[str | None, typer.Option(help="Only events with this actor.")] = None,
    during: Annotated[str | None, typer.Option(metavar="TIME", help="Only events of a year, a month or a day.")] = None,
    quotes: Annotated[Quoting, typer.Option(help="How much text of the articles the export carries.")] = Quoting.full,
) -> None:
    """Write a built graph, or a part of it, in another form."""
    from .temporal import TemporalGraph

    kg = TemporalGraph.open(folder)
    kg = kg.about(about) if about else kg
    kg = kg.during(during) if during else kg
    for path in kg.export(to, quotes=quotes.value):
        typer.echo(path)


@app.command()
def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="GOLD", help="A folder of annotated articles, or one file; with --clusters the folder of a build.")],
    errors: Annotated[int, typer.Option(min=0, help="Show so many errors, dearest first.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Figures as one JSON object.")] = False,
    min_score: Annotated[float, typer.Option(min=0.0, max=1.0, help="Leave out mentions less probable.")] = 0.0,
    clusters: Annotated[Path | None, typer.Option(metavar="FILE", help="Clusters of events or actors across articles, to hold the build in GOLD against.")] = None,
    distinct: Annotated[Path | None, typer.Option(metavar="FILE", help="With --clusters: pairs that must stay apart.")] = None,
    without: Annotated[list[str] | None, typer.Option(help="Leave out a trained model (mentions, triggers, roles, …); all: rules alone.")] = None,
    overlay: Overlay = None,
) -> None:
    """Hold the reader against annotated articles: figures with intervals, by type, and the dearest errors."""
    if clusters is not None:
        _evaluate_clusters(gold, clusters, distinct, errors=errors, as_json=as_json)
        return
    from extract.evaluate import evaluate as hold
    from extract.evaluate import gold_files, report
    from extract.learned import MODELS
    from extract.pipeline import load

    off = set(without or ())
    learned = [] if "all" in off else [m for m in MODELS if m not in off]
    found = hold(load("ar", overlay=overlay, min_score=min_score, learned=learned), gold_files(gold))
    if as_json:
        typer.echo(json.dumps(found.as_json(), ensure_ascii=False))
        return
    for line in report(found, errors=errors):
        typer.echo(line)


def _evaluate_clusters(folder: Path, clusters: Path, distinct: Path | None, *, errors: int, as_json: bool) -> None:
    from .clusters import score
    from .temporal import TemporalGraph

    found = score(TemporalGraph.open(folder).conclusions, clusters, distinct)
    if as_json:
        typer.echo(json.dumps([f.as_json() for f in found], ensure_ascii=False))
        return
    for figures in found:
        for line in figures.lines(errors=errors):
            typer.echo(line)


@app.command()
def validate(folder: Folder) -> None:
    """Hold the RDF of a build against the SHACL shapes, and every quotation against its article."""
    from .validate import validate as problems

    found = problems(_trig(folder))
    for problem in found:
        typer.echo(problem)
    err.print(f"{len(found)} problems" if found else "the graph conforms")
    raise typer.Exit(SOME_SKIPPED if found else ALL_READ)


@app.command()
def query(
    folder: Folder,
    sparql: Annotated[str, typer.Argument(help="A SPARQL SELECT, ASK or CONSTRUCT; - for standard input.")],
) -> None:
    """Ask the RDF of a build a SPARQL question; rows are tab-separated."""
    from .query import query as ask

    sys.stdout.write(ask(_trig(folder), sys.stdin.read() if sparql == "-" else sparql).to_csv(sep="\t", index=False))


def _trig(folder: Path) -> Path:
    """The RDF of a build, or the file itself where one is named."""
    return folder / "graph.trig" if folder.is_dir() else folder


@app.command()
def decide(
    folder: Folder,
    verdict: Annotated[str, typer.Argument(metavar="VERDICT", help="same, different, wrong, set; or undo, list.")],
    left: Annotated[str, typer.Argument(metavar="WHAT", help="An actor, an event, or letters: ARTICLE@START-END.")] = "",
    right: Annotated[str | None, typer.Argument(metavar="OTHER", help="For same and different.")] = None,
    why: Annotated[str, typer.Option(help="Your reason, shown in every export.")] = "",
    by: Annotated[str, typer.Option(help="Your name.")] = "analyst",
    type: Annotated[str | None, typer.Option(help="Set the type of event.")] = None,
    status: Annotated[str | None, typer.Option(help="Set the status.")] = None,
    start: Annotated[str | None, typer.Option(metavar="DAY", help="Set the first day.")] = None,
    end: Annotated[str | None, typer.Option(metavar="DAY", help="Set the last day.")] = None,
    source: Annotated[list[str] | None, typer.Option(help="Set who does it; may be repeated.")] = None,
    target: Annotated[list[str] | None, typer.Option(help="Set to whom.")] = None,
    place: Annotated[list[str] | None, typer.Option(help="Set where.")] = None,
) -> None:
    """Say what khabar got wrong; it is kept in DIR/analyst.toml, outlives every build and can be undone.

    khabar decide out same "بلينكن" a-52b2b7d9d8e6 --why "one man";
    khabar decide out set e-1234 --status planned; khabar decide out undo d-12345678
    """
    from .build import rewrite
    from .decisions import load, undo
    from .temporal import TemporalGraph

    if verdict == "list":
        for word in load(folder):
            typer.echo(f"{word.id}\t{word.about}\t{word.left}\t{word.told}")
        return
    if verdict == "undo":
        undo(folder, left)
    else:
        kg = TemporalGraph.open(folder)
        values = {"type": type, "status": status, "start": start, "end": end, "source": source, "target": target, "place": place}
        given = {k: v for k, v in values.items() if v is not None}
        before = set(kg.decided.index)
        kg = kg.decide(verdict, left, right, why=why, by=by, **given)  # type: ignore[arg-type]  # another word is refused with the right ones
        for ident in [i for i in kg.decided.index if i not in before]:
            typer.echo(f"{ident}\t{kg.decided.loc[ident, 'told']}")
    rewrite(folder, on_wait=lambda holder: err.print(f"{folder} is held by {holder}; waiting until it is done"))


@app.command()
def explain(
    text: Annotated[str, typer.Argument(help="A sentence or an article; - for standard input.")],
    published: Published = None,
) -> None:
    """Say how a text is read: which rule spoke, and why."""
    from extract.explain import explain as account

    typer.echo(account(sys.stdin.read() if text == "-" else text, published=published))


@app.command()
def check(
    language: Annotated[str, typer.Argument(help="The language's code.")] = "ar", overlay: Overlay = None
) -> None:
    """Check language data: letters, shape, duplicates, examples."""
    from extract.check import check as problems

    found = problems(language, overlay=overlay)
    for problem in found:
        typer.echo(problem)
    err.print(f"{len(found)} problems" if found else "no problem found")
    raise typer.Exit(SOME_SKIPPED if found else ALL_READ)


def _progress() -> Progress:
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}"),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=err, transient=True)


def _summary(report: Report, out: Path) -> None:
    console = Console(soft_wrap=True)
    for each in report.skipped:
        err.print(Text(f"{each.kind}: {each.path}: {each.reason}"))
    table = Table(title=f"khabar {khabar_version()}", show_header=False)
    rows: list[tuple[str, object]] = [
        ("articles", f"{report.articles} (and {report.headlines} headlines of others)"),
        ("read now", report.read),
        ("read before", report.known),
        ("skipped or doubted", len(report.skipped)),
        ("actors", report.actors),
        ("events", f"{sum(report.events.values())} in {report.mentions} mentions, {report.claims} claims"),
        *((f"  {kind}", count) for kind, count in sorted(report.events.items(), key=lambda e: (-e[1], e[0]))),
        ("files", f"{out}: {', '.join(report.files)}"),
    ]
    for name, value in rows:
        table.add_row(Text(name), Text(str(value)))
    console.print(table)


def main() -> NoReturn:
    """Run the command line; what a person can mend is one line on stderr and exit code 2."""
    try:
        app(standalone_mode=True)
    except KhabarError as error:
        err.print(Text(f"khabar: {error}"))
        sys.exit(FAILED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(ALL_READ)
    except OSError as error:
        err.print(
            Text(
                f"khabar: {error.filename or 'the system'}: {error.strerror or error}; see that it can be read and written"
            )
        )
        sys.exit(FAILED)
    except KeyboardInterrupt:
        err.print("khabar: stopped; what was read is kept, the same command goes on from there")
        sys.exit(130)
    sys.exit(ALL_READ)
