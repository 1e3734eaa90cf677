"""Environments: each foreign tool in one of its own, made by pip where there is none yet."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / ".bench"
DEFAULT = "--default-transport"


class NotInstalled(Exception):
    """A tool cannot be installed here; the message says why."""


@dataclass(frozen=True)
class Contender:
    """A program that does the job.

    Args:
        name: as it stands in tables.
        module: the program, in `benchmarks.contenders`.
        note: what else stands beside its name.
        packages: what its own environment holds; none: it runs in ours.
        arguments: more of its command line.
        keeps: whether a rerun can find what was paid for.
        fewer: it does one row in so many, and what it takes is scaled up.
    """

    name: str
    module: str
    note: str = ""
    packages: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()
    keeps: bool = False
    fewer: int = 1


OURS = Contender("ours", "ours", "the store on", keeps=True)
SDK = Contender("sdk", "sdk", "`chat.completions.create` on aiohttp")
SDK_DEFAULT = Contender("sdk-default", "sdk", "on its default transport", arguments=(DEFAULT,))
BARE = Contender("aiohttp", "bare", "no client library")
SEQUENTIAL = Contender("sequential", "sequential", "one call at a time", fewer=50)
PEERS = (
    Contender(
        "distilabel", "with_distilabel", "", ("distilabel[openai]==1.5.3", "requests"), keeps=True
    ),
    Contender("curator", "with_curator", "", ("bespokelabs-curator==0.1.31",), keeps=True),
    Contender("data-designer", "with_data_designer", "", ("data-designer==0.9.7",), keeps=True),
)


def python(contender: Contender) -> str:
    """The interpreter that a contender runs on.

    Raises:
        NotInstalled: its packages cannot be had.
    """
    if not contender.packages:
        return sys.executable
    folder = FOLDER / contender.name
    interpreter, ready = folder / "bin" / "python", folder / ".ready"
    wanted = "\n".join(contender.packages)
    if not (ready.is_file() and ready.read_text() == wanted):
        print(f"Installing {contender.name} in {folder}, once.", file=sys.stderr)
        _call([sys.executable, "-m", "venv", str(folder)])
        _call([str(interpreter), "-m", "pip", "install", "--quiet", *contender.packages])
        ready.write_text(wanted)
    return str(interpreter)


def surroundings(folder: Path) -> dict[str, str]:
    """The variables that a contender sees: everything it keeps goes into `folder`, nothing home."""
    kept = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    return kept | {
        "HOME": str(folder),
        "PYTHONPATH": str(ROOT),
        "HF_HOME": str(folder / "huggingface"),
        "HF_HUB_OFFLINE": "1",
        "TELEMETRY_ENABLED": "false",  # curator's
        "NEMO_TELEMETRY_ENABLED": "false",  # data-designer's
        "CURATOR_DISABLE_RICH_DISPLAY": "1",
        "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    }


def _call(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
        last = (said or done.stderr.splitlines() or ["no reason given"])[-1]
        raise NotInstalled(last.removeprefix("ERROR: "))
