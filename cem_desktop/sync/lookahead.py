"""Work a few jobs ahead on another core, results in order, memory bounded."""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Made = TypeVar("Made")

AHEAD = 3


class Lookahead(Generic[Made]):
    """Runs jobs in a second thread; hands their results back in order, in the caller's own thread.

    zstd lets other threads run while it works on a segment, so that overlaps with reading,
    checking, sealing and delivering others. At most ``AHEAD`` jobs wait at a time.
    """

    def __init__(self) -> None:
        """Start no thread before the first job."""
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="segments")
        self._waiting: deque[Future[Made]] = deque()

    def __enter__(self) -> Lookahead[Made]:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Drop what is waiting and end the thread."""
        self._pool.shutdown(cancel_futures=True)

    def put(self, job: Callable[[], Made]) -> Iterator[Made]:
        """Hand over a job; yield results while too many wait."""
        self._waiting.append(self._pool.submit(job))
        while len(self._waiting) > AHEAD:
            yield self._waiting.popleft().result()

    def rest(self) -> Iterator[Made]:
        """Yield all the results that are still waiting."""
        while self._waiting:
            yield self._waiting.popleft().result()

    def over(self, jobs: Iterable[Callable[[], Made]]) -> Iterator[Made]:
        """Yield the results of all ``jobs``, which are drawn a few ahead."""
        for job in jobs:
            yield from self.put(job)
        yield from self.rest()
