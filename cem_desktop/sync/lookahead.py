"""Work a few items ahead on another core, results in order, memory bounded."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Generic, TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")

AHEAD = 3


class Lookahead(Generic[Given, Made]):
    """Runs ``work`` on items in a second thread; hands the results back in the caller's own.

    zstd lets other threads run while it works, so compressing one segment overlaps with reading,
    hashing and sealing others. At most ``AHEAD`` items wait at a time.
    """

    def __init__(self, work: Callable[[Given], Made]) -> None:
        self._work = work
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="segments")
        self._waiting: deque[Future[Made]] = deque()

    def __enter__(self) -> Lookahead[Given, Made]:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Drop what is waiting and end the thread."""
        self._pool.shutdown(cancel_futures=True)

    def put(self, item: Given) -> Iterator[Made]:
        """Hand over ``item``; yield results while too many wait."""
        self._waiting.append(self._pool.submit(self._work, item))
        while len(self._waiting) > AHEAD:
            yield self._waiting.popleft().result()

    def rest(self) -> Iterator[Made]:
        """Yield all the results that are still waiting."""
        while self._waiting:
            yield self._waiting.popleft().result()

    def over(self, items: Iterable[Given]) -> Iterator[Made]:
        """Yield the results for all ``items``, which are drawn a few ahead."""
        for item in items:
            yield from self.put(item)
        yield from self.rest()
