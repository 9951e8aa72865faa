"""How the stack says that it cannot run: one sentence for whoever started it."""


class CannotRun(Exception):
    """Something only the operator can mend; the message is one clear sentence, no traceback."""
