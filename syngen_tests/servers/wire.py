"""HTTP/1.1 by hand: as much of it as clients of a JSON API speak, and little work per call."""

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import Future
from http import HTTPStatus
from typing import NamedTuple, TypeVar

T = TypeVar("T")
_PHRASES = {status.value: status.phrase for status in HTTPStatus}


class Call(NamedTuple):
    """One request; the names of its headers are in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    last: bool  # the connection ends with its answer


Serve = Callable[[Call, "Line"], Awaitable[None]]


class Line(asyncio.Protocol):
    """The connection of one client, whose calls are answered one after the other.

    A server that raises ConnectionError breaks the connection off.

    Args:
        serve: answers a call by what it sends on the line.
        lines: holds the lines that are open.
    """

    def __init__(self, serve: Serve, lines: "set[Line]") -> None:
        self._serve, self._lines = serve, lines
        self._came = bytearray()
        self._answering: asyncio.Task[None] | None = None

    @property
    def gone(self) -> bool:
        """Whether nothing that is sent will arrive."""
        return self._transport.is_closing()

    def send(self, data: bytes) -> None:
        """Send, unless the client has gone."""
        if not self.gone:
            self._transport.write(data)

    def close(self) -> None:
        """End the connection when all that was sent is on its way."""
        self._transport.close()

    def abort(self) -> None:
        """End the connection at once."""
        self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._lines.add(self)

    def connection_lost(self, error: Exception | None) -> None:
        self._lines.discard(self)

    def data_received(self, data: bytes) -> None:
        self._came += data
        if self._answering is None:
            self._next()

    def _next(self) -> None:
        try:
            call = taken(self._came)
        except ValueError:
            self.send(packed(400, {}, b"This is not HTTP/1.1."))
            self.close()
            return
        if call is not None:
            self._answering = asyncio.get_running_loop().create_task(self._answer(call))

    async def _answer(self, call: Call) -> None:
        try:
            await self._serve(call, self)
        except ConnectionError:
            self.close()
        except Exception:
            self.close()
            raise
        finally:
            self._answering = None
        if call.last:
            self.close()
        if not self.gone:
            self._next()


class Loopback:
    """An address on this machine whose calls are served by a thread of their own.

    Args:
        serve: answers a call, in that thread's event loop.
        port: where, or 0 for any that is free.
    """

    def __init__(self, serve: Serve, port: int = 0) -> None:
        listener = socket.create_server(("127.0.0.1", port), backlog=4096)
        self.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        self._serve, self._stop = serve, asyncio.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, args=(listener,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Break off what is going on, and wait until all is closed."""
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    def _run(self, listener: socket.socket) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._until_stopped(listener))

    async def _until_stopped(self, listener: socket.socket) -> None:
        lines: set[Line] = set()
        server = await asyncio.get_running_loop().create_server(
            lambda: Line(self._serve, lines), sock=listener, backlog=4096
        )
        await self._stop.wait()
        server.close()
        for line in list(lines):
            line.abort()


async def aside(work: Callable[[], T]) -> T:
    """What this returns or raises; it has a thread to itself and may wait as long as it likes."""
    done: Future[T] = Future()

    def run() -> None:
        try:
            done.set_result(work())
        except Exception as error:
            done.set_exception(error)

    done.set_running_or_notify_cancel()
    threading.Thread(target=run, daemon=True).start()
    return await asyncio.wrap_future(done)


def packed(status: int, headers: Mapping[str, str], body: bytes) -> bytes:
    """An answer as it goes over the wire."""
    lines = [f"HTTP/1.1 {status} {_PHRASES.get(status, '')}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    lines.append(f"content-length: {len(body)}\r\n\r\n")
    return "\r\n".join(lines).encode("latin-1") + body


def taken(came: bytearray) -> Call | None:
    """The first call of what came, taken out of it; None until it is whole.

    Raises:
        ValueError: for what is no HTTP.
    """
    end = came.find(b"\r\n\r\n")
    if end < 0:
        return None
    first, *lines = came[:end].decode("latin-1").split("\r\n")
    method, path, version = first.split(" ")
    pairs = (line.partition(":") for line in lines)
    headers = {name.lower(): value.strip() for name, _, value in pairs}
    if "chunked" in headers.get("transfer-encoding", ""):
        found = _chunks(came, end + 4)
    else:
        found = _span(came, end + 4, int(headers.get("content-length", 0)))
    if found is None:
        return None
    body, end = found
    del came[:end]
    last = version == "HTTP/1.0" or headers.get("connection", "").lower() == "close"
    return Call(method, path, headers, body, last)


def _span(came: bytearray, start: int, size: int) -> tuple[bytes, int] | None:
    """So many bytes and where they end, or None until they are there."""
    end = start + size
    return (bytes(came[start:end]), end) if len(came) >= end else None


def _chunks(came: bytearray, start: int) -> tuple[bytes, int] | None:
    """All chunks as one and where they end, or None until they are there."""
    parts: list[bytes] = []
    while (line := came.find(b"\r\n", start)) >= 0:
        size = int(came[start:line].split(b";")[0], 16)
        if size == 0:
            end = came.find(b"\r\n\r\n", line)
            return (b"".join(parts), end + 4) if end >= 0 else None
        found = _span(came, line + 2, size)
        if found is None:
            return None
        parts.append(found[0])
        start = found[1] + 2
    return None
