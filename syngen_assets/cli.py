"""The command `syngen`: parse, call, print."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from syngen_assets import __version__
from syngen_assets.core.errors import GateError, SynGenError, UsageError
from syngen_assets.core.settings import OUTPUT, Settings, gather
from syngen_assets.storage.folders import DOMAINS, domain_names, home, read_domain, root


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns 0 when done, 1 when stopped, 2 for wrong usage."""
    arguments = _parser().parse_args(argv)
    try:
        _environment()
        return int(arguments.command(arguments))
    except SynGenError as error:
        if arguments.debug:
            raise
        print(f"syngen: {error}", file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        print(
            "\nsyngen: stopped. All replies so far are kept; the same command goes on from here.",
            file=sys.stderr,
        )
        return 1


def _environment() -> None:
    """Read `.env`; what is set already stays."""
    from dotenv import load_dotenv

    load_dotenv(home() / ".env")


class _Parser(argparse.ArgumentParser):
    def __init__(self, **settings: Any) -> None:
        super().__init__(allow_abbrev=False, **settings)

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}. See {self.prog} --help.\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="syngen", description="Preference data one can trust.")
    parser.add_argument("--version", action="version", version=f"syngen {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for add in (_add_run, _add_domains, _add_explain):
        command = add(commands)
        command.add_argument("--json", action="store_true", help="print one JSON object only")
        command.add_argument("--debug", action="store_true", help="show where an error came from")
    return parser


def _add_run(commands: Any) -> argparse.ArgumentParser:
    run: argparse.ArgumentParser = commands.add_parser(
        "run",
        help="make a domain's data set",
        description="Make a domain's data set. Each flag can be given as SYNGEN_… instead.",
    )
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
    run.add_argument("--questions", metavar="N", help="how many questions")
    run.add_argument("--seed", metavar="N", help="where all chance begins (default: 0)")
    run.add_argument("--model", help="the model's name")
    run.add_argument("--base-url", metavar="URL", help="an OpenAI-compatible server")
    run.add_argument("--concurrency", metavar="N", help="calls in flight at most (default: 32)")
    run.add_argument("--max-usd", metavar="X", help="stop before more than this is spent")
    run.add_argument("--output", metavar="DIR", help=f"where results go (default: {OUTPUT})")
    run.set_defaults(command=_run)
    return run


def _add_domains(commands: Any) -> argparse.ArgumentParser:
    domains: argparse.ArgumentParser = commands.add_parser(
        "domains", help="list the domains and check their files"
    )
    domains.set_defaults(command=_domains)
    return domains


def _add_explain(commands: Any) -> argparse.ArgumentParser:
    explain: argparse.ArgumentParser = commands.add_parser(
        "explain", help="print the whole life of a pair"
    )
    explain.add_argument("pair", metavar="PAIR_ID", help="a pair_id, or a prompt")
    explain.add_argument("--output", metavar="DIR", help=f"where results are (default: {OUTPUT})")
    explain.set_defaults(command=_explain)
    return explain


def _run(arguments: argparse.Namespace) -> int:
    from syngen_assets.llm.progress import show_on
    from syngen_assets.running import Summary, run

    settings = _settings(arguments)
    said = sys.stderr if arguments.json else sys.stdout
    show_on(sys.stderr)
    summary: Summary = run(settings, lambda line: print(line, file=said, flush=True))
    if arguments.json:
        print(json.dumps(summary.figures))
    else:
        print(summary.text)
    if summary.missing:
        raise GateError(summary.missing)
    return 0


def _settings(arguments: argparse.Namespace) -> Settings:
    given = vars(arguments) | {"column": ",".join(arguments.column) if arguments.column else None}
    typed, project = Path.cwd(), root()
    os.chdir(project)
    if typed != project:
        given["source"] = _moved(given["source"], typed)
        given["output"] = given["output"] and str((typed / given["output"]).resolve())
    name = arguments.domain or os.environ.get("SYNGEN_DOMAIN") or "healthcare"
    return gather(read_domain(project, name), given, os.environ)


def _moved(path: str | None, folder: Path) -> str | None:
    """A local source of the user, as seen from the project root; a Hub id stays one."""
    from syngen_assets.storage.hub import Spec

    there = path and ((folder / path).exists() or Spec(path).is_local)
    return str((folder / path).resolve()) if path and there else path


def _domains(arguments: argparse.Namespace) -> int:
    project = root()
    rows: list[dict[str, Any]] = []
    for name in domain_names(project):
        try:
            domain = read_domain(project, name)
        except SynGenError as error:
            rows.append({"domain": name, "error": str(error)})
            continue
        rows.append(
            {
                "domain": name,
                "title": domain.title,
                "recipe": domain.recipe,
                "source": domain.source.dataset,
                "offline_source": domain.offline_source,
                "questions": domain.target,
                "modifications": list(domain.modifications),
                "flaws": list(domain.flaws),
            }
        )
    if not rows:
        raise UsageError(
            f"There is no domain under {project / DOMAINS}; make a folder with a domain.yaml."
        )
    broken = [row["error"] for row in rows if "error" in row]
    if arguments.json:
        print(json.dumps({"domains": rows}))
    for row in rows if not arguments.json else []:
        if "error" not in row:
            print(
                f"{row['domain']}: {row['title']}, {row['questions']} questions from "
                f"{row['source']} (offline: {row['offline_source'] or 'none'})"
            )
            print(f"  modifications: {', '.join(row['modifications'])}")
            print(f"  flaws: {', '.join(row['flaws'])}")
    if broken:
        raise UsageError("\n".join(broken))
    return 0


def _explain(arguments: argparse.Namespace) -> int:
    from syngen_assets.core.life import story
    from syngen_assets.lineage import explain
    from syngen_assets.resources import REPLIES, TABLES
    from syngen_assets.storage.warehouse import Warehouse

    typed, project = Path.cwd(), root()
    output = arguments.output or os.environ.get("SYNGEN_OUTPUT") or OUTPUT
    folder = (typed if arguments.output else project) / output
    if not (folder / TABLES).exists():
        raise UsageError(f"{folder} holds no tables yet; make them with syngen run.")
    record = explain(
        arguments.pair, domain_names(project), Warehouse(folder / TABLES), folder / REPLIES
    )
    print(json.dumps(record, ensure_ascii=False) if arguments.json else story(record))
    return 0


if __name__ == "__main__":
    sys.exit(main())
