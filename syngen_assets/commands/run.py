"""`syngen run`: make a domain's data set."""

import argparse
import json
import os
import sys
from functools import partial
from pathlib import Path
from typing import Any

from syngen_assets.core.domains import Domain
from syngen_assets.core.errors import GateError, UsageError
from syngen_assets.core.presets import PRESETS
from syngen_assets.core.settings import BATCH, OUTPUT, Settings, gather
from syngen_assets.experts import told
from syngen_assets.storage.folders import read_domain, root


def add(commands: Any) -> argparse.ArgumentParser:
    """Make its parser."""
    run: argparse.ArgumentParser = commands.add_parser(
        "run",
        help="make a domain's data set",
        description="Make a domain's data set. Each flag can be given as SYNGEN_… instead.",
    )
    add_settings(run)
    run.add_argument(
        "--wait",
        action="store_true",
        help="with --mode batch: stay until all batches are answered and the release is made",
    )
    run.set_defaults(command=_run)
    return run


def add_settings(run: argparse.ArgumentParser) -> None:
    """Give a parser the flags that say what is run, from what, with what and for how much."""
    _add_source(run)
    _add_models(run)
    _add_pace(run)
    _add_limits(run)
    run.add_argument(
        "--prices",
        metavar="FILE",
        help="your own prices (default: data/prices.yaml, if it is there)",
    )
    run.add_argument("--output", metavar="DIR", help=f"where results go (default: {OUTPUT})")


def _add_source(run: argparse.ArgumentParser) -> None:
    run.add_argument("--domain", help="a folder under data/domains (default: healthcare)")
    run.add_argument("--offline", action="store_const", const=True, help="ask no model")
    run.add_argument(
        "--source",
        metavar="SPEC",
        help="OWNER/NAME[:CONFIG][@REVISION] on the Hub, or a local file or folder",
    )
    run.add_argument(
        "--column",
        action="append",
        metavar="OURS=THEIRS",
        help="a column of the source, such as question=Query; may be repeated",
    )
    run.add_argument(
        "--held-out",
        action="append",
        metavar="FILE",
        help="a benchmark that no question or answer may overlap; may be repeated",
    )
    run.add_argument("--questions", metavar="N", help="how many questions")
    run.add_argument("--reviews", metavar="N", help="how many reviews of products")
    run.add_argument(
        "--kinds",
        metavar="KIND,…",
        help="of prompts for reviews; those after the first, which is released, are measured too",
    )
    run.add_argument("--seed", metavar="N", help="where all chance begins (default: 0)")
    run.add_argument(
        "--personas",
        metavar="SHARE",
        help="the part of the synthetic questions that personas colour (default: the domain's)",
    )


def _add_models(run: argparse.ArgumentParser) -> None:
    run.add_argument("--model", help="the model's name")
    run.add_argument("--preset", metavar="NAME", help=f"a known server: {', '.join(PRESETS)}")
    run.add_argument("--base-url", metavar="URL", help="an OpenAI-compatible server")
    run.add_argument("--judge", metavar="MODEL", help="a model that judges every pair")
    run.add_argument("--judge-preset", metavar="NAME", help="its server, by name")
    run.add_argument("--judge-base-url", metavar="URL", help="its server, by address")
    run.add_argument(
        "--embedder",
        metavar="NAME",
        help="tells which questions mean the same: a model at the server, local, local:NAME, none",
    )
    run.add_argument("--embedder-base-url", metavar="URL", help="its server, by address")


def _add_pace(run: argparse.ArgumentParser) -> None:
    run.add_argument("--concurrency", metavar="N", help="calls in flight (default: found out)")
    for name, what in (
        ("requests-per-minute", "requests in a minute at most"),
        ("tokens-per-minute", "tokens in a minute at most"),
        ("requests-per-second", "requests in a second at most"),
        ("timeout", "seconds that a call may take at first (default: 60)"),
    ):
        run.add_argument(f"--{name}", metavar="N", help=what)


def _add_limits(run: argparse.ArgumentParser) -> None:
    run.add_argument("--max-usd", metavar="X", help="stop before more than this is spent")
    run.add_argument("--max-tokens", metavar="N", help="stop before more tokens than this are used")
    run.add_argument("--max-calls", metavar="N", help="stop before more calls than this are paid")
    run.add_argument(
        "--max-candidates",
        metavar="N",
        help="questions tried at most, with those in quarantine (default: three times --questions)",
    )
    run.add_argument(
        "--mode",
        metavar="MODE",
        help="direct, or batch: calls go out together, at half the price, answered within a day",
    )
    run.add_argument("--batch-lines", metavar="N", help="calls in one batch at most")


def _run(arguments: argparse.Namespace) -> int:
    from syngen_assets.llm.progress import show_on
    from syngen_assets.running import Summary, run

    settings = settings_of(arguments)
    if arguments.wait and settings.mode != BATCH:
        raise UsageError("--wait waits for batches; give --mode batch (SYNGEN_MODE) with it.")
    said = sys.stderr if arguments.json else sys.stdout
    show_on(sys.stderr)
    say = partial(print, file=said, flush=True)
    summary: Summary = run(settings, say, stay=arguments.wait)
    if arguments.json:
        print(json.dumps(summary.figures))
    else:
        print(summary.text)
    if summary.missing:
        raise GateError(summary.missing)
    return 0


def settings_of(arguments: argparse.Namespace) -> Settings[Domain]:
    """What the flags and the environment say; goes to the project root."""
    lists = {name: getattr(arguments, name) for name in ("column", "held_out")}
    typed, project = Path.cwd(), root()
    if lists["held_out"] and typed != project:
        lists["held_out"] = [str((typed / file).resolve()) for file in lists["held_out"]]
    given = vars(arguments) | {
        name: ",".join(said) if said else None for name, said in lists.items()
    }
    os.chdir(project)
    if typed != project:
        given["source"] = _moved(given["source"], typed)
        given["prices"] = given["prices"] and str((typed / given["prices"]).resolve())
        given["output"] = given["output"] and str((typed / given["output"]).resolve())
    name = arguments.domain or os.environ.get("SYNGEN_DOMAIN") or "healthcare"
    return told(gather(read_domain(project, name), given, os.environ))


def _moved(path: str | None, folder: Path) -> str | None:
    """A local source of the user, as seen from the project root; a Hub id stays one."""
    from syngen_assets.storage.hub import Spec

    there = path and ((folder / path).exists() or Spec(path).is_local)
    return str((folder / path).resolve()) if path and there else path
