"""`frihavn serve`, `worker`, `backup`, `restore` and `erase`: the processes of an installation, and its keeping."""

from __future__ import annotations

import signal
from collections.abc import Sequence
from pathlib import Path
from threading import Event

import click

from frihavn.app.context import home_option, now, today
from frihavn.app.processes import DidNotStartError, Processes, StoppedError
from frihavn.vault.home import Home

PORT = 8000


@click.command(
    epilog="\b\nExamples:\n  frihavn serve --home demo --plain\n  frihavn serve --home /srv/frihavn --site public"
)
@home_option
@click.option("--site", type=click.Choice(["public", "staff", "both"]), default="both", show_default=True)
@click.option("--bind", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(1, 65534), default=PORT, show_default=True, help="The staff site has the next."
)
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes a site.")
@click.option("--plain", is_flag=True, help="Without TLS before it; on this machine only.")
def serve(folder: str, site: str, bind: str, port: int, workers: int, plain: bool) -> None:
    """Serve the public site, the staff site, or both, until told to end.

    TLS is the task of a proxy on this machine, which sends X-Forwarded-Proto.
    """
    home = _made(folder)
    if site == "both":
        _both(home, bind, port, workers, plain)
        return
    from frihavn.web.serve import serve as run

    try:
        run(home=home.root, site=site, bind=f"{bind}:{port}", workers=workers, plain=plain)
    except ValueError as error:
        raise click.ClickException(f"{error}.") from None


def _both(home: Home, bind: str, port: int, workers: int, plain: bool) -> None:
    stop = stopping()
    processes = Processes(home.root, stop)
    try:
        for name, number in (("public", port), ("staff", port + 1)):
            extra = ["--plain"] if plain else []
            processes.start(
                name,
                ["serve", "--home", str(home.root), "--site", name, "--bind", bind, "--port", str(number),
                 "--workers", str(workers), *extra],
            )  # fmt: skip
            processes.wait_for(name, f"http://{bind}:{number}/health")
        click.echo(f"public http://{bind}:{port}/  staff http://{bind}:{port + 1}/")
        while not stop.wait(0.5):
            if ended := processes.first_ended():
                raise click.ClickException(f"The {ended} site ended; see {home.root}/logs/{ended}.log.")
    except StoppedError:
        return
    except DidNotStartError as error:
        raise click.ClickException(f"{error}.") from None
    finally:
        processes.end()


@click.command(epilog="\b\nExample:\n  frihavn worker --home demo")
@home_option
def worker(folder: str) -> None:
    """Do what needs no key: tell the audit log, erase what is due, clear disks, make the daily backup."""
    home = _made(folder)
    stop = stopping()
    from frihavn.web.start import ready

    ready(home.root)
    from frihavn.web.keys import Keyholder
    from frihavn.web.operator import operator
    from frihavn.web.worker import Worker

    keyholder = Keyholder(home)

    def tell(said: Sequence[tuple[str, str]]) -> None:
        keyholder.ask("note", entries=[{"action": action, "case": case} for action, case in said])

    click.echo("worker ready")
    Worker(home, tell=tell, clock=now, recipients=operator().recipients).run(stop)


@click.command(epilog="\b\nExample:\n  frihavn backup --home demo --to age1... --to age1...")
@home_option
@click.option("--to", "recipients", multiple=True, metavar="AGE", help="A recipient; else those of operator.toml.")
def backup(folder: str, recipients: tuple[str, ...]) -> None:
    """Seal a backup to at least two recipients, whose keys are kept elsewhere.

    The folder `secrets` is not in it: copy it apart.
    """
    home = _made(folder)
    from frihavn.web.start import ready

    ready(home.root)
    from frihavn.vault.errors import VaultError
    from frihavn.web.backup import back_up
    from frihavn.web.operator import operator

    try:
        path = back_up(home, recipients or operator().recipients, day=today())
    except VaultError as error:
        raise click.ClickException(f"No backup was made: {error}.") from None
    click.echo(f"{path} ({path.stat().st_size:,} bytes)")


@click.command(epilog="\b\nExample:\n  frihavn restore backup.age --home new --identity key.txt")
@home_option
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--identity", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True)
def restore(folder: str, file: Path, identity: Path) -> None:
    """Bring a backup back into an empty installation, whose `secrets` folder is there already.

    What was erased since the backup was made stays erased: the erasure journals in `data`, `witness-a` and `witness-b`
    are read first. Bring back as many of them as there are.
    """
    home = _made(folder)
    from frihavn.web.start import migrate, ready

    ready(home.root)
    migrate()
    from frihavn.vault.errors import VaultError
    from frihavn.web.backup import RestoreError
    from frihavn.web.backup import restore as bring_back

    lines = [line.strip() for line in identity.read_text(encoding="utf-8").splitlines()]
    key = next((line for line in lines if line.startswith("AGE-SECRET-KEY-")), "")
    try:
        found = bring_back(file, key, home)
    except (VaultError, RestoreError) as error:
        raise click.ClickException(f"Nothing was brought back: {error}.") from None
    click.echo(f"{found.files} files of {found.day}; {found.forgotten} erased since then stay erased.")
    if found.journals < len(home.journals):
        click.echo(
            f"Careful: only {found.journals} of {len(home.journals)} erasure journals are here. What is written in the "
            "others alone has come back: bring them, and restore once more.",
            err=True,
        )


@click.command(epilog="\b\nExample:\n  frihavn erase KV7-QD2-M9 --home demo")
@home_option
@click.argument("reference")
@click.option("--yes", is_flag=True, help="Do not ask.")
def erase(folder: str, reference: str, yes: bool) -> None:
    """Erase one file by its reference, where its person asked for it and cannot do it any more."""
    home = _made(folder)
    from frihavn.web.start import ready

    ready(home.root)
    from frihavn.web.intake.actions import erase as for_ever
    from frihavn.web.intake.models import File

    row = File.objects.filter(reference=reference.strip().upper()).first()
    if row is None:
        raise click.ClickException("There is no file with this reference.")
    if not yes:
        click.confirm(f"Erase {row.reference} for ever? It cannot be undone.", abort=True)
    for_ever(row, day=today())
    click.echo("Erased. The worker clears the disk within a minute.")


def stopping() -> Event:
    """Set when the process is told to end."""
    stop = Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stop.set())
    return stop


def _made(folder: str) -> Home:
    home = Home(Path(folder).resolve())
    home.make()
    return home
