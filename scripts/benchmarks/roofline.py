"""How fast this machine reads memory, and how many bytes the score has to read."""

import os
import threading
import time

import numpy as np


def read_bandwidth():
    """Bytes per second that all cores together read from arrays far larger than the caches."""
    cores = os.cpu_count() or 1
    arrays = [np.ones(1 << 25, dtype=np.int64) for _ in range(cores)]
    fastest = float("inf")
    for _ in range(7):
        threads = [threading.Thread(target=array.max) for array in arrays]
        start = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        fastest = min(fastest, time.perf_counter() - start)
    return sum(array.nbytes for array in arrays) / fastest


def touched_by_score(rows):
    """Bytes of the columns that the score reads, and of the column it writes.

    Four texts as codes of two bytes, four integers and a float of eight bytes, a bit of presence for
    each of the six columns that have gaps; the result, eight bytes and a bit.
    """
    return rows * (4 * 2 + 5 * 8 + 6 / 8 + 8 + 1 / 8)
