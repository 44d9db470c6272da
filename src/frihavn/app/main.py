"""The `frihavn` command: wires the rest, turns every error into a sentence, and starts without Django."""

from __future__ import annotations

import io
import os
import sys

import click

from frihavn import __version__
from frihavn.app.commands.ask import ask
from frihavn.app.commands.audit import audit
from frihavn.app.commands.casebook import decided
from frihavn.app.commands.check import check
from frihavn.app.commands.demo import demo
from frihavn.app.commands.keyholder import keyholder, officer
from frihavn.app.commands.lists import facts, schemes
from frihavn.app.commands.scheme import scheme
from frihavn.app.commands.sites import backup, erase, restore, serve, worker
from frihavn.app.commands.tour import tour
from frihavn.app.commands.verify import verify
from frihavn.app.commands.where import headline, routes
from frihavn.app.context import EXIT_BAD_INPUT, build
from frihavn.law.errors import LawError

WITHOUT_LAW: set[str] = set()
"""Commands that read no law, and so start without loading it."""


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="frihavn %(version)s")
@click.option("--law", "folders", multiple=True, metavar="FOLDER", help="Load schemes from a further folder too.")
@click.pass_context
def cli(ctx: click.Context, folders: tuple[str, ...]) -> None:
    """The way from refusing to fight to safety: what the law says, and why.

    \b
    Try:
      frihavn tour
      frihavn check frihavn-examples/almaty.json --why
      frihavn schemes --on 2022-03-20
    """
    if ctx.invoked_subcommand and ctx.invoked_subcommand not in WITHOUT_LAW:
        ctx.obj = build(folders)


for command in (facts, schemes, scheme, check, verify, ask, decided, routes, headline, tour):
    cli.add_command(command)
for command in (demo, serve, keyholder, worker, officer, audit, backup, restore, erase):
    cli.add_command(command)
    WITHOUT_LAW.add(str(command.name))


def _settle_streams() -> None:
    """UTF-8 whatever the locale says; nothing where a stream was closed."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode, encoding="utf-8"))
        elif mode == "w" and isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _forget_output() -> None:
    """Point standard output elsewhere, so that closing it raises nothing."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def main() -> None:
    """Run the command; exit 0 done, 1 a check failed, 2 the input is wrong."""
    _settle_streams()
    try:
        code = cli.main(standalone_mode=False)
    except click.exceptions.Abort:
        code = 130
    except click.ClickException as error:
        error.show()
        code = EXIT_BAD_INPUT
    except LawError as error:
        click.echo(error.rendered(), err=True)
        code = EXIT_BAD_INPUT
    except BrokenPipeError:  # the reader went away (`| head`)
        _forget_output()
        code = 0
    except OSError as error:
        _forget_output()
        click.echo(f"{error.filename or 'the answer'} cannot be read or written ({error.strerror})", err=True)
        code = EXIT_BAD_INPUT
    except Exception as error:
        click.echo(f"Frihavn stumbled over something it should have handled ({type(error).__name__}).", err=True)
        click.echo(
            "Please report it with the command you ran, without anybody's case file.",
            err=True,
        )
        if os.environ.get("FRIHAVN_TRACEBACK"):
            raise
        code = 3
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()
