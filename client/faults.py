"""What a command cannot do, said in a sentence."""


class Fault(Exception):
    """The message is what the user reads; the exit code is 2."""
