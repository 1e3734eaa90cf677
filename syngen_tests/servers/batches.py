"""A server that takes files of calls, too, and answers them in batches, well or badly."""

import json
import random
import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from syngen_tests.servers.openai import Answer, FakeOpenAI
from syngen_tests.servers.replies import JSON, Body, Raw, refusal, wrong_key
from syngen_tests.servers.wire import Call, Line, packed

Spoil = Callable[[Body], "Raw | None"]

_LINE_FILE = {"content-type": "application/octet-stream"}
_ENDPOINT = "/v1/chat/completions"


@dataclass
class Job:
    """A batch at the server."""

    id: str
    file: str
    metadata: dict[str, str]
    created: int
    lines: dict[str, Body]
    looks: int = 0
    status: str = "validating"
    errors: str = ""
    output: str | None = None
    error: str | None = None
    counts: Counter[str] = field(default_factory=Counter)


class BatchServer(FakeOpenAI):
    """A server for a `with` block that also has the files and batches endpoints.

    A line is answered as the same call would be. `jobs` holds the batches, `uploads` counts files,
    `lines` counts how often each custom id was handed in, and `twice` names those that came again
    though an earlier batch had them and they neither failed nor expired there.

    Args:
        answer: as for FakeOpenAI.
        looks: how often a batch is looked at before it is completed.
        expire_after: so many lines of the next batch are answered, the others expire; None is all.
        spoil: an answer (status, headers, bytes) in the place of a line's own, or None.
        fails: why the next batch fails as a whole; empty for not.
        deaf: so many batches are made without an answer to whoever asked for them.
        html: so many times a page comes in the place of a file.
        strange: whether output files also hold unknown ids, repeats and broken lines.
        idempotent: whether an Idempotency-Key is honoured.
        page: how many batches a list shows at once.
        heard: is told each call twice: before it is worked at, and before its answer goes out.
        more: as for FakeOpenAI.
    """

    def __init__(
        self,
        answer: Answer | None = None,
        *,
        looks: int = 0,
        expire_after: int | None = None,
        spoil: Spoil | None = None,
        fails: str = "",
        deaf: int = 0,
        html: int = 0,
        strange: bool = False,
        idempotent: bool = False,
        page: int = 100,
        heard: Callable[[str, bool], None] = lambda call, done: None,
        **more: Any,
    ) -> None:
        super().__init__(answer, **more)
        self.looks, self.expire_after, self.spoil, self.fails = looks, expire_after, spoil, fails
        self.deaf, self.html, self.strange, self.idempotent = deaf, html, strange, idempotent
        self.page, self.heard = page, heard
        self.files: dict[str, bytes] = {}
        self.jobs: dict[str, Job] = {}
        self.uploads = 0
        self.lines: Counter[str] = Counter()
        self.twice: list[str] = []
        self._open: set[str] = set()  # custom ids that are out, or answered
        self._keys: dict[str, str] = {}

    @property
    def batches(self) -> int:
        """How many were made."""
        return len(self.jobs)

    async def _serve(self, call: Call, line: Line) -> None:
        path = call.path.partition("?")[0]
        if not path.startswith(("/v1/files", "/v1/batches")):
            await super()._serve(call, line)
            return
        shown = call.headers.get("authorization", "").removeprefix("Bearer ")
        if self.key is not None and shown != self.key:
            line.send(packed(*wrong_key(shown)))
            return
        self.heard(f"{call.method} {path}", False)
        raw = await self._routed(call, path)
        self.heard(f"{call.method} {path}", True)
        line.send(packed(*raw))

    async def _routed(self, call: Call, path: str) -> Raw:
        kind, *rest = path.removeprefix("/v1/").split("/")
        if kind == "files" and call.method == "POST":
            return self._uploaded(call)
        if kind == "files" and rest[1:] == ["content"]:
            return self._content(rest[0])
        if kind == "batches" and call.method == "POST" and not rest:
            return self._made(call)
        if kind == "batches" and not rest:
            return self._listed(call)
        if kind == "batches" and rest[0] in self.jobs:
            job = self.jobs[rest[0]]
            if rest[1:] == ["cancel"]:
                self._over(job, "cancelled", 0)
            elif not self._is_over(job):
                await self._work(job)
            return _told(self._shown(job))
        return refusal(404, f"No such thing: {path}")

    def _uploaded(self, call: Call) -> Raw:
        boundary = re.search("boundary=(.*)", call.headers["content-type"])
        assert boundary
        parts = call.body.split(b"--" + boundary[1].strip('"').encode())
        (content,) = [part for part in parts if b'name="file"' in part]
        self.uploads += 1
        id = f"file-{self.uploads}"
        self.files[id] = content.partition(b"\r\n\r\n")[2].removesuffix(b"\r\n")
        size = len(self.files[id])
        told = {"id": id, "object": "file", "bytes": size, "created_at": 0, "status": "processed"}
        return _told(told | {"filename": "calls.jsonl", "purpose": "batch"})

    def _content(self, id: str) -> Raw:
        if self.html:
            self.html -= 1
            return 200, {"content-type": "text/html"}, b"<html>\n<body>Please wait.</body>\n</html>"
        if id not in self.files:
            return refusal(404, f"No such file: {id}")
        return 200, _LINE_FILE, self.files[id]

    def _made(self, call: Call) -> Raw:
        body = json.loads(call.body)
        if body["input_file_id"] not in self.files or body["endpoint"] != _ENDPOINT:
            return refusal(400, "There is no such file, or no such endpoint.")
        same = call.headers.get("idempotency-key", "")
        if self.idempotent and same in self._keys:
            return _told(self._shown(self.jobs[self._keys[same]]))
        job = self._job(body)
        self._keys[same] = job.id
        if self.deaf:
            self.deaf -= 1
            raise ConnectionError
        return _told(self._shown(job))

    def _job(self, body: Body) -> Job:
        file = body["input_file_id"]
        calls = [json.loads(line) for line in self.files[file].splitlines()]
        lines = {call["custom_id"]: call["body"] for call in calls}
        assert len(lines) == len(calls)
        id = f"batch_{len(self.jobs) + 1}"
        job = Job(id, file, body.get("metadata") or {}, int(time.time()), lines)
        self.jobs[id] = job
        self.lines.update(lines.keys())
        self.twice += sorted(self._open & lines.keys())
        self._open |= lines.keys()
        return job

    def _is_over(self, job: Job) -> bool:
        return job.status in ("completed", "failed", "expired", "cancelled")

    async def _work(self, job: Job) -> None:
        job.looks += 1
        if self.fails:
            job.errors, self.fails = self.fails, ""
            self._over(job, "failed", 0)
        elif job.looks > self.looks:
            job.status = "finalizing"  # whoever looks meanwhile is told so
            most = len(job.lines) if self.expire_after is None else self.expire_after
            expires, self.expire_after = self.expire_after is not None, None
            good = [await self._line(job, key) for key in list(job.lines)[:most]]
            self._over(job, "expired" if expires else "completed", most, good)
        else:
            job.status = "in_progress"

    async def _line(self, job: Job, key: str) -> tuple[bool, bytes]:
        body = job.lines[key]
        self.log.append(body)
        refused = self._refused(body) or (self.spoil and self.spoil(body))
        status, _, data = refused or await self._said(body, None)
        self.good += status == 200
        try:
            said = json.loads(data)
        except ValueError:
            said = data.decode()
        answer = {"status_code": status, "request_id": "req", "body": said}
        told = {"id": f"r-{key}", "custom_id": key, "response": answer, "error": None}
        if status != 200:
            self._open.discard(key)
        return status == 200, json.dumps(told).encode()

    def _over(
        self, job: Job, status: str, answered: int, lines: list[tuple[bool, bytes]] | None = None
    ) -> None:
        job.status = status
        left = list(job.lines)[answered:]
        self._open -= set(left)
        code = {"expired": "batch_expired", "cancelled": "batch_cancelled"}.get(status)
        good = [line for well, line in lines or [] if well]
        bad = [line for well, line in lines or [] if not well]
        bad += [_without(key, code) for key in left if code]
        job.counts.update(completed=len(good), failed=len(bad))
        random.Random(job.id).shuffle(good)
        if self.strange and good:
            good += [good[0], _without("nobody", None), b'{"custom_id": "half', b"", b"[]"]
        job.output = self._kept(job, "output", good)
        job.error = self._kept(job, "errors", bad)

    def _kept(self, job: Job, kind: str, lines: list[bytes]) -> str | None:
        if not lines:
            return None
        id = f"{kind}-{job.id}"
        self.files[id] = b"\n".join(lines) + b"\n"
        return id

    def _listed(self, call: Call) -> Raw:
        after = re.search(r"after=(\w+)", call.path)
        newest = list(self.jobs.values())[::-1]
        start = [job.id for job in newest].index(after[1]) + 1 if after else 0
        shown = newest[start : start + self.page]
        more = start + self.page < len(newest)
        ids = {"first_id": shown[0].id, "last_id": shown[-1].id} if shown else {}
        data = [self._shown(job) for job in shown]
        return _told({"object": "list", "data": data, "has_more": more, **ids})

    def _shown(self, job: Job) -> Body:
        errors = [{"code": "batch_failed", "message": job.errors}] if job.errors else []
        return {
            "id": job.id,
            "object": "batch",
            "endpoint": _ENDPOINT,
            "errors": {"object": "list", "data": errors} if errors else None,
            "input_file_id": job.file,
            "completion_window": "24h",
            "status": job.status,
            "output_file_id": job.output,
            "error_file_id": job.error,
            "created_at": job.created,
            "request_counts": {
                "total": len(job.lines),
                "completed": job.counts["completed"],
                "failed": job.counts["failed"],
            },
            "metadata": job.metadata,
        }


def _told(body: Body) -> Raw:
    return 200, JSON, json.dumps(body).encode()


def _without(key: str, code: str | None) -> bytes:
    error = {"code": code or "unknown", "message": "This request could not be executed."}
    told = {"id": f"r-{key}", "custom_id": key, "response": None, "error": error}
    return json.dumps(told).encode()
