"""Where training windows come from. Every feed is a function of (seed, step): a resumed run sees what an uninterrupted one would."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from cases_feed import CasesFeed
from stream_feed import StreamFeed
from window_bank import WindowBank


def ahead(feed, seed: int, first: int, last: int):
    """Yields (step, batch), the next batch made while the caller works on this one."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        coming = pool.submit(feed.batch, seed, first)
        for step in range(first, last):
            ready = coming.result()
            if step + 1 < last:
                coming = pool.submit(feed.batch, seed, step + 1)
            yield step, ready


def open_feed(config: dict, data: Path, cache: Path, log=print):
    if config["feed"]["kind"] == "cases":
        return CasesFeed(config, data, cache, log)
    stream = StreamFeed(config, data, cache, log)
    return WindowBank(stream, config) if "bank" in config["feed"] else stream
