"""Group commit: replies and charges of many threads, written together by one."""

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from syngen_assets.core.errors import StorageError
from syngen_assets.llm.bills import Bill
from syngen_assets.llm.chat import Reply
from syngen_assets.llm.ledger import Spend
from syngen_assets.llm.rows import Row

_RISK = 100  # replies that are not committed, at most
_GROUP = 50  # replies that are worth a commit at once, so that as many can gather meanwhile
_LINGER = 0.025  # seconds that fewer wait for more
_IDLE = 1.0  # seconds without work after which the thread ends


@dataclass(eq=False)
class Entry:
    """A reply to be kept with its row and its bill, a charge to be booked, or both.

    Args:
        parting: whether the claim of the reply's key ends when it is committed.
    """

    reply: Reply | None = None
    row: Row | None = None
    bill: Bill | None = None
    charge: Spend | None = None
    parting: bool = False


class Writer:
    """Commits entries in groups, on a thread that lives while there is something to write.

    Args:
        commit: writes entries in one transaction, all or none.
        kept: is told after each commit which claims end with it.
    """

    def __init__(
        self, commit: Callable[[Sequence[Entry]], None], kept: Callable[[list[str]], None]
    ) -> None:
        """Begin with nothing to write."""
        self._commit, self._report = commit, kept
        self._changed = threading.Condition()
        self._queue: list[Entry] = []
        self._writing: list[Entry] = []
        self._waiting: dict[str, Entry] = {}  # by key, of both lists; the first for a key
        self._added = self._kept = 0
        self._since = 0.0  # when the oldest of the queue came
        self._hurried = 0  # threads that wait for a flush
        self._error: Exception | None = None
        self._thread: threading.Thread | None = None
        self._closed = False

    def add(self, entry: Entry) -> None:
        """Take an entry; waits only while a hundred others are not committed.

        Raises:
            StorageError: the last commit failed; the entry is taken all the same.
        """
        with self._changed:
            while len(self._queue) + len(self._writing) >= _RISK and not self._error:
                self._changed.wait()
            if self._closed:
                raise StorageError("The response store is closed; nothing can be put into it.")
            if not self._queue:
                self._since = time.monotonic()
            self._queue.append(entry)
            self._added += 1
            if entry.reply:
                self._waiting.setdefault(entry.reply.key, entry)
            if self._error:
                raise self._failure("are kept in memory until the store can be written")
            if self._thread is None:
                self._start()
            elif len(self._queue) in (1, _GROUP):
                self._changed.notify_all()

    def waiting(self) -> dict[str, Entry]:
        """What is not committed yet, by the key of its reply."""
        with self._changed:
            return dict(self._waiting)

    def parting(self, keys: Iterable[str]) -> list[str]:
        """The keys whose claims may end now; those of the others end with their commit."""
        now = []
        with self._changed:
            for key in keys:
                if key in self._waiting:
                    self._waiting[key].parting = True
                else:
                    now.append(key)
        return now

    def flush(self) -> None:
        """Return when all that was added before is committed; what had failed is tried again.

        Raises:
            StorageError: it failed; all is kept in memory.
        """
        with self._changed:
            self._settle()
            if self._error:
                raise self._failure("are kept in memory until the store can be written")

    def close(self) -> None:
        """Flush, and end.

        Raises:
            StorageError: it failed, and what was not committed is lost; says how much.
        """
        with self._changed:
            if self._closed:
                return
            self._settle()
            self._closed = True
            self._changed.notify_all()
            thread = self._thread
        if thread:
            thread.join()
        if self._error:
            raise self._failure("that were paid for are lost")

    def _settle(self) -> None:
        self._error = None
        if self._queue and self._thread is None:
            self._start()
        goal = self._added
        self._hurried += 1
        self._changed.notify_all()
        try:
            self._changed.wait_for(lambda: self._error or self._kept >= goal)
        finally:
            self._hurried -= 1

    def _failure(self, fate: str) -> StorageError:
        replies = sum(entry.row is not None for entry in self._queue)
        failure = StorageError(f"{self._error} {replies:,} replies {fate}.")
        failure.__cause__ = self._error
        return failure

    def _start(self) -> None:
        thread = threading.Thread(target=self._work, name="syngen-store")
        thread.start()
        self._thread = thread

    def _work(self) -> None:
        while entries := self._take():
            try:
                self._commit(entries)
            except Exception as error:
                self._fail(error)
                return
            self._done(entries)

    def _take(self) -> list[Entry]:
        with self._changed:
            if not self._changed.wait_for(lambda: self._queue or self._closed, _IDLE):
                self._thread = None
                return []
            left = self._since + _LINGER - time.monotonic()
            self._changed.wait_for(lambda: self._hurried or len(self._queue) >= _GROUP, left)
            self._writing, self._queue = self._queue, []
            return self._writing

    def _done(self, entries: list[Entry]) -> None:
        parting = []
        with self._changed:
            self._writing = []
            self._kept += len(entries)
            for entry in entries:
                if entry.reply and self._waiting.get(entry.reply.key) is entry:
                    del self._waiting[entry.reply.key]
                    if entry.parting:
                        parting.append(entry.reply.key)
            self._changed.notify_all()
        self._report(parting)

    def _fail(self, error: Exception) -> None:
        with self._changed:
            self._queue, self._writing = self._writing + self._queue, []
            self._error, self._thread = error, None
            self._changed.notify_all()
