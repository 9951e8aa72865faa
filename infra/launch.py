"""Becomes a program that cannot outlive who started it. Run as a script, never imported.

    python -I -S launch.py PARENT DEATH_SIGNAL USER GUARD PROGRAM ARGUMENT...

PARENT is the process id of the starter. USER is a numeric user id to run as, or ``-``. GUARD is
a pipe's file descriptor that reads end of file once the starter is gone, or ``-`` on Linux,
where the kernel itself sends DEATH_SIGNAL (PR_SET_PDEATHSIG).
"""

import ctypes
import os
import select
import signal
import sys

PR_SET_PDEATHSIG = 1


def leave_guard(alive: int, death_signal: int) -> None:
    """Leave a process behind that ends this one's group when ``alive`` reads end of file."""
    group = os.getpgrp()
    ended, kept_open = os.pipe()
    os.set_inheritable(kept_open, True)
    if os.fork():
        os.close(ended)
        return
    os.close(kept_open)
    os.setsid()
    readable, _, _ = select.select([alive, ended], [], [])
    if alive in readable:
        os.killpg(group, death_signal)
    os._exit(0)


def become(user: int) -> None:
    """Drop root for good; groups first, as they cannot be dropped afterwards."""
    os.setgroups([])
    os.setgid(user_group(user))
    os.setuid(user)


def user_group(user: int) -> int:
    """The user's own group, or a group of the same number where the user has no entry."""
    import pwd

    try:
        return pwd.getpwuid(user).pw_gid
    except KeyError:
        return user


def main(parent: int, death_signal: int, user: str, guard: str, argv: list[str]) -> None:
    """Drop root, tie this process to its starter, then become the program."""
    if guard != "-":
        leave_guard(int(guard), death_signal)
    if user != "-":
        become(int(user))
    if guard == "-":  # after the change of user, which clears the setting
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, death_signal)
    if os.getppid() != parent:  # the starter died before the tie was made
        sys.exit(1)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGPIPE):
        signal.signal(number, signal.SIG_DFL)
    os.execv(argv[0], argv)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4], sys.argv[5:])
