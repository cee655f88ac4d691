"""How the commands here end: a fault of the input is one line on standard error and exit code 1."""

import contextlib
import sys

import torch

from checkpoint import CheckpointError


class OutOfMemory(ValueError):
    """Says what to lower."""


@contextlib.contextmanager
def one_line_errors():
    """Ends the process with one line for faults that the user can mend; everything else keeps its trace."""
    try:
        yield
    except (ValueError, OSError, CheckpointError) as failure:
        sys.exit(f"error: {' '.join(str(failure).split())}")


@contextlib.contextmanager
def memory_advice(config: dict):
    """Turns running out of memory, on either device, into OutOfMemory."""
    try:
        yield
    except (MemoryError, RuntimeError) as failure:
        words = ("out of memory", "allocate memory", "not enough memory")
        if not isinstance(failure, (MemoryError, torch.OutOfMemoryError)) and not any(each in str(failure) for each in words):
            raise
        window = " x ".join(map(str, config["patchZyx"]))
        raise OutOfMemory(
            f"out of memory with {config['batch'] // config.get('accumulate', 1)} windows of {window} at once: raise \"accumulate\" or lower \"batch\", "
            "\"patchZyx\" or the network's width in the configuration. What was saved before stays."
        ) from failure
