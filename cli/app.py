"""The Typer application: groups, shared options, and how an error is said."""

import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from client.faults import Fault
from infra.trouble import CannotRun

TRACEBACK = "GRADETRAIL_TRACEBACK"
NOBODY_READS = 128 + signal.SIGPIPE
"""The exit code of who writes into a pipe that was closed: ``gradetrail … | head``."""


class Sentences(TyperGroup):
    """Says every error in a sentence on stderr and ends with exit code 2, without a traceback.

    That nobody reads on is no error.
    """

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except (Fault, CannotRun) as error:
            typer.echo(f"gradetrail: {error}", err=True)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(NOBODY_READS)
        except (TyperException, typer.Exit, typer.Abort):
            raise
        except Exception as error:
            if os.environ.get(TRACEBACK):
                raise
            if isinstance(error, OSError) and error.filename:
                said = f"{error.filename}: {error.strerror}"
            else:
                said = f"a defect of ours: {type(error).__name__}: {error}"
            typer.echo(f"gradetrail: {said} ({TRACEBACK}=1 shows where)", err=True)
        ctx.exit(2)


def group(help: str, **settings: Any) -> typer.Typer:
    """An application or sub-application of ours."""
    return typer.Typer(
        cls=Sentences,
        help=help,
        no_args_is_help=True,
        rich_markup_mode="rich",
        pretty_exceptions_enable=False,
        **settings,
    )


app = group("Follow how branches are graded: what was said, recorded, decided, and why.")

CASE_HELP = "A case: scheme:cycle:organisation, e.g. classification-upgrade:2011-2012:village-07"
Case = Annotated[str, typer.Argument(help=CASE_HELP)]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]
Data = Annotated[
    Path | None,
    typer.Option(
        "--data",
        help="Data folder of the stack. Default: the stack in GRADETRAIL_ADDRESSES, else the"
        " one started last.",
        file_okay=False,
    ),
]
Lang = Annotated[
    str | None,
    typer.Option("--lang", help="en or zh. Default: as LC_ALL, LC_MESSAGES or LANG say."),
]


def language(given: str | None, environment: Mapping[str, str] = os.environ) -> Literal["en", "zh"]:
    """The language to answer in: ``en`` or ``zh``.

    Raises:
        Fault: another language was asked for.
    """
    if given is not None:
        if given not in ("en", "zh"):
            raise Fault(f"--lang is en or zh, not {given}")
        return "zh" if given == "zh" else "en"
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(variable):
            return "zh" if environment[variable].startswith("zh") else "en"
    return "en"
