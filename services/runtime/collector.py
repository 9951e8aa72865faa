"""Python's garbage collector, in a process that keeps much and makes few cycles."""

import gc


def spare() -> None:
    """Leave alone what is there, and look for cycles seldom: states and answers hold none.

    A collection among all that is kept, each time some hundred objects are made, would double the
    slowest answers.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 100)
