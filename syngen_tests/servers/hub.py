"""A Hugging Face Hub on loopback: data set repositories with commits, gates and outages."""

import hashlib
import json
import threading
from collections.abc import Iterable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

Files = Mapping[str, bytes]


class Call(NamedTuple):
    """One request that came, as it came."""

    method: str
    path: str
    token: str | None


class Missing(Exception):
    """What was asked for is not there; the Hub's own word for it is the message."""


class FakeHub:
    """A Hub with these repositories, `{"owner/name": {"path": bytes}}`, from `with` on.

    Set `HF_ENDPOINT` to `url` before `huggingface_hub` is imported. `down` is an outage: True
    for every request, or a text for those whose path contains it; connections then just end.
    A repository in `gated` gives its files only to requests with a token.
    """

    def __init__(self, repos: Mapping[str, Files] | None = None, gated: Iterable[str] = ()) -> None:
        self.commits: dict[str, dict[str, Files]] = {}
        self.gated = set(gated)
        self.log: list[Call] = []
        self.down: bool | str = False
        for repo, files in (repos or {}).items():
            self.publish(repo, files)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Page,), {"hub": self}))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> "FakeHub":
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def publish(self, repo: str, files: Files) -> str:
        """A new commit on `main` that holds these files and no others; its 40 hex digits."""
        commits = self.commits.setdefault(repo, {})
        sha = hashlib.sha1(f"{repo} {len(commits)} {sorted(files.items())}".encode()).hexdigest()
        commits[sha] = dict(files)
        return sha

    def requests(self, method: str = "", containing: str = "") -> list[Call]:
        """The requests so far with this method and this text in their path."""
        return [call for call in self.log if method in call.method and containing in call.path]

    def find(self, repo: str, revision: str) -> tuple[str, Files]:
        """The commit that `main` or a full commit hash stands for, and its files."""
        if repo not in self.commits:
            raise Missing("RepoNotFound")
        commits = self.commits[repo]
        sha = list(commits)[-1] if revision == "main" else revision
        if sha not in commits:
            raise Missing("RevisionNotFound")
        return sha, commits[sha]


class Page(BaseHTTPRequestHandler):
    """The few pages of the Hub that `datasets` reads."""

    protocol_version = "HTTP/1.1"
    hub: FakeHub

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        token = self.headers.get("Authorization")
        self.hub.log.append(Call(self.command, self.path, token))
        if self.hub.down is True or (self.hub.down and self.hub.down in self.path):
            self.close_connection = True
            return
        try:
            self.route(body, token)
        except Missing as error:
            word = str(error)
            # The Hub does not tell strangers which repositories exist.
            closed = word == "GatedRepo" or (word == "RepoNotFound" and not token)
            self.send(401 if closed else 404, {"error": word}, X_Error_Code=word)

    do_GET = do_HEAD = do_POST = answer

    def route(self, body: bytes, token: str | None) -> None:
        match [unquote(part) for part in urlsplit(self.path).path.strip("/").split("/")]:
            case ["api", "datasets", owner, name]:
                self.send(200, self.info(f"{owner}/{name}", "main"))
            case ["api", "datasets", owner, name, "auth-check"]:
                self.open(f"{owner}/{name}", "main", token)
                self.send(200, {})
            case ["api", "datasets", owner, name, "revision", revision]:
                self.send(200, self.info(f"{owner}/{name}", revision))
            case ["api", "datasets", owner, name, "tree", revision, *folder]:
                _, files = self.open(f"{owner}/{name}", revision, token)
                self.send(200, tree(files, "/".join(folder), "recursive=true" in self.path.lower()))
            case ["api", "datasets", owner, name, "paths-info", revision]:
                _, files = self.open(f"{owner}/{name}", revision, token)
                asked = parse_qs(body.decode()).get("paths", [])
                self.send(200, [entry(path, files[path]) for path in asked if path in files])
            case ["datasets", owner, name, "resolve", revision, *path]:
                sha, files = self.open(f"{owner}/{name}", revision, token)
                if "/".join(path) not in files:
                    raise Missing("EntryNotFound")
                self.send_file(files["/".join(path)], sha)
            case _:
                raise Missing("EntryNotFound")

    def info(self, repo: str, revision: str) -> dict[str, Any]:
        sha, files = self.hub.find(repo, revision)
        gated = "auto" if repo in self.hub.gated else False
        names = [{"rfilename": path} for path in files]
        return {"id": repo, "sha": sha, "gated": gated, "siblings": names}

    def open(self, repo: str, revision: str, token: str | None) -> tuple[str, Files]:
        found = self.hub.find(repo, revision)
        if repo in self.hub.gated and not token:
            raise Missing("GatedRepo")
        return found

    def send_file(self, data: bytes, sha: str) -> None:
        headers = {"ETag": f'"{hashlib.sha1(data).hexdigest()}"', "X_Repo_Commit": sha}
        wanted = self.headers.get("Range", "")
        if not wanted.startswith("bytes="):
            return self.send(200, data, **headers)
        first, _, last = wanted.removeprefix("bytes=").partition("-")
        part = data[int(first) : int(last) + 1 if last else None]
        span = f"bytes {first}-{int(first) + len(part) - 1}/{len(data)}"
        return self.send(206, part, Content_Range=span, **headers)

    def send(self, status: int, body: Any, **headers: str) -> None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for header, value in headers.items():
            self.send_header(header.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Say nothing: the log is for the tests to read."""


def entry(path: str, data: bytes) -> dict[str, Any]:
    oid = hashlib.sha1(data).hexdigest()
    return {"type": "file", "oid": oid, "size": len(data), "path": path}


def tree(files: Files, folder: str, recursive: bool) -> list[dict[str, Any]]:
    prefix = f"{folder}/" if folder else ""
    inside = {path: path.removeprefix(prefix) for path in files if path.startswith(prefix)}
    if folder and not inside:
        raise Missing("EntryNotFound")
    found = [
        entry(path, files[path]) for path, rest in inside.items() if recursive or "/" not in rest
    ]
    folders = {
        prefix + "/".join(rest.split("/")[:depth])
        for rest in inside.values()
        for depth in range(1, rest.count("/") + 1 if recursive else min(rest.count("/"), 1) + 1)
    }
    return found + [
        {"type": "directory", "oid": "0" * 40, "size": 0, "path": path} for path in sorted(folders)
    ]
