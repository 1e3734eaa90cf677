"""Servers that other people wrote, each installed in an environment of its own and run offline."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

FOLDER = Path(__file__).parents[2] / ".bench" / "servers"
LITELLM = ("litellm[proxy]==1.106.2",)
TRANSFORMERS = ("torch==2.13.0", "transformers[serving]==5.23.0")
_PATIENCE = 120  # seconds until a server that was started answers


class NotInstalled(Exception):
    """The packages of a server cannot be had; the message says why."""


def environment(name: str, packages: tuple[str, ...]) -> Path:
    """The folder of programs of an environment that holds the packages, made where there is none.

    Raises:
        NotInstalled: pip says no.
    """
    folder, wanted = FOLDER / name, "\n".join(packages)
    ready = folder / ".ready"
    if not (ready.is_file() and ready.read_text() == wanted):
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", *packages]
        done = subprocess.run(pip, capture_output=True, text=True)
        if done.returncode:
            raise NotInstalled(f"{name}: {done.stderr.strip()[-300:]}")
        ready.write_text(wanted)
    return folder / "bin"


def tiny_model(programs: Path) -> Path:
    """A model of two layers that was taught, in seconds, to answer our templates in JSON."""
    script = Path(__file__).parent / "tiny_model.py"
    folder = FOLDER / "tiny"
    ready = folder / ".ready"
    if not (ready.is_file() and ready.read_text() == script.read_text()):
        subprocess.run(
            [str(programs / "python"), str(script), str(folder)], check=True, env=surroundings()
        )
        ready.write_text(script.read_text())
    return folder


def surroundings() -> dict[str, str]:
    """The variables that a server sees: it keeps its files to itself and asks nobody else."""
    home = FOLDER / "home"
    (home / "huggingface" / "hub").mkdir(parents=True, exist_ok=True)
    named = ("SYNGEN_", "OPENAI_", "DAGSTER_", "HF_", "LITELLM_", "DATABASE_")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(named)}
    return kept | {
        "HOME": str(home),
        "HF_HOME": str(home / "huggingface"),
        "HF_HUB_OFFLINE": "1",
        "LITELLM_LOCAL_MODEL_COST_MAP": "True",
        "TOKENIZERS_PARALLELISM": "false",
        "OMP_NUM_THREADS": "1",
    }


class Running:
    """A server of its own process for a `with` block; `url` ends in /v1.

    Args:
        command: what starts it, but for `--host` and `--port`.
        health: the path that it answers when it is up.
        log: where its words go.
        environ: variables of its own.
    """

    def __init__(
        self, command: list[str], health: str, log: Path, environ: Mapping[str, str] | None = None
    ) -> None:
        self._command, self._health, self.log = command, health, log
        self._environ = surroundings() | dict(environ or {})

    def __enter__(self) -> "Running":
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self._root = f"http://127.0.0.1:{port}"
        self.url = f"{self._root}/v1"
        with self.log.open("w") as log:
            self._process = subprocess.Popen(
                [*self._command, "--host", "127.0.0.1", "--port", str(port)],
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self._environ,
            )
        deadline = time.monotonic() + _PATIENCE
        while not self._is_up():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self._process.kill()
                raise RuntimeError(f"{self._command[0]} did not start: {self.said[-2000:]}")
            time.sleep(0.3)
        return self

    def __exit__(self, *error: object) -> None:
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    @property
    def said(self) -> str:
        """All that it wrote."""
        return self.log.read_text(errors="replace")

    def _is_up(self) -> bool:
        try:
            with urllib.request.urlopen(self._root + self._health, timeout=5) as answer:
                return bool(answer.status == 200)
        except (OSError, urllib.error.URLError):
            return False


def litellm(folder: Path, models: Mapping[str, Mapping[str, object]]) -> Running:
    """The proxy of LiteLLM with the given models, and with `KEY` as its key.

    Args:
        folder: for its configuration and its log.
        models: name → what its configuration calls `litellm_params`.
    """
    programs = environment("litellm", LITELLM)
    wanted = [{"model_name": n, "litellm_params": dict(given)} for n, given in models.items()]
    settings = {
        "model_list": wanted,
        "general_settings": {"master_key": KEY},
        "litellm_settings": {"telemetry": False, "num_retries": 0},
        "router_settings": {"num_retries": 0, "disable_cooldowns": True},
    }
    config = folder / "litellm.yaml"
    config.write_text(json.dumps(settings))  # JSON is YAML
    command = [str(programs / "python"), str(programs / "litellm"), "--config", str(config)]
    return Running(command, "/health/liveliness", folder / "litellm.log")


def transformers(folder: Path) -> tuple[Running, str]:
    """`transformers serve` on the processor, and the name of the model that it has."""
    programs = environment("transformers", TRANSFORMERS)
    model = tiny_model(programs)
    command = [str(programs / "python"), str(programs / "transformers"), "serve", str(model)]
    return Running([*command, "--device", "cpu"], "/health", folder / "serve.log"), str(model)


KEY = "sk-of-the-real-servers"
