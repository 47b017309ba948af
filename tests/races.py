"""Many at once: start threads at one barrier and see what came of each."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from service.ground.errors import Refusal

AT_ONCE = 64


def race(work: Callable[[int], Any], runners: int = AT_ONCE) -> list[Any]:
    """Run ``work(number)`` in ``runners`` threads that start together; a result or the exception of each."""
    start = Barrier(runners)

    def run(number: int) -> Any:
        start.wait()
        try:
            return work(number)
        except Exception as fault:  # what came of it is what is looked at
            return fault

    with ThreadPoolExecutor(runners) as pool:
        return list(pool.map(run, range(runners)))


def tally(results: list[Any]) -> Counter[str]:
    """How many succeeded, and how many were refused or failed with what."""
    return Counter(
        result.code
        if isinstance(result, Refusal)
        else type(result).__name__
        if isinstance(result, Exception)
        else "done"
        for result in results
    )
