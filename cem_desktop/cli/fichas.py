"""``cem forms``: build, check, exchange and trace the fichas."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from cem_desktop import i18n, paths
from cem_desktop.cli.output import FINDINGS, print_json
from cem_desktop.errors import FormInvalidError
from cem_desktop.forms.xml_tree import MAX_BYTES
from cem_desktop.i18n import _, ngettext
from cem_desktop.services.form_library import FormLibrary

application = typer.Typer(no_args_is_help=True, help="Build, check and exchange the fichas.")
_Folder = Annotated[Path | None, typer.Option(help="Folder of the fichas' sources.")]


@application.command()
def build(
    folder: _Folder = None,
    force: Annotated[bool, typer.Option(help="Build even what is up to date.")] = False,
) -> None:
    """Compile every form.yaml to the XForm that the program runs."""
    from cem_desktop.forms import authoring
    from cem_desktop.services.attached_lists import attached_list

    built = authoring.build(folder or paths.forms(), force=force, attached=attached_list)
    for one in built:
        if one.written:
            typer.echo(f"{one.form_id}: {one.path}")
        if not one.in_order:
            words = _("{form}: its keys are not in the usual order; «cem forms tidy» mends it.")
            typer.echo(words.format(form=one.form_id), err=True)
    count = len(built)
    typer.echo(
        ngettext("{count} ficha is ready.", "{count} fichas are ready.", count).format(count=count)
    )


@application.command()
def tidy(folder: _Folder = None) -> None:
    """Put the keys of every form.yaml in the usual order; all else stays as it is written."""
    from cem_desktop.forms import authoring

    changed = authoring.tidy(folder or paths.forms())
    for form_id in changed:
        typer.echo(form_id)
    count = len(changed)
    typer.echo(
        ngettext("{count} ficha was changed.", "{count} fichas were changed.", count).format(
            count=count
        )
    )


@application.command("export")
def export_workbook(form: str, target: Path, folder: _Folder = None) -> None:
    """Write a ficha as the .xlsx workbook that headquarters edits."""
    from cem_desktop.forms import authoring

    authoring.export_workbook((folder or paths.forms()) / form, target)
    typer.echo(str(target))


@application.command("import")
def import_workbook(workbook: Path, folder: _Folder = None) -> None:
    """Bring an edited .xlsx workbook back as the source of its ficha, and compile it."""
    from cem_desktop.forms import authoring
    from cem_desktop.services.attached_lists import attached_list

    built = authoring.import_workbook(workbook, folder or paths.forms(), attached_list)
    typer.echo(f"{built.form_id}: {built.path}")


@application.command()
def choices(folder: _Folder = None) -> None:
    """Write the choices of every form.yaml anew from the catalogue."""
    from cem_desktop.services.form_choices import refresh

    changed = refresh(folder or paths.forms())
    for form in changed:
        typer.echo(form)
    count = len(changed)
    typer.echo(
        ngettext("{count} ficha was changed.", "{count} fichas were changed.", count).format(
            count=count
        )
    )


@application.command()
def lint(
    folder: _Folder = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Check privacy, send and fact of every question, functions and dependences."""
    from cem_desktop.services.form_review import review

    findings = review(folder or paths.forms())
    if as_json:
        print_json([asdict(one) for one in findings])
    else:
        for one in findings:
            details = " ".join(f"{name}={value}" for name, value in one.details.items())
            typer.echo(f"{one.level}: {one.form}: {one.where}: {one.code} {details}".rstrip())
        if not findings:
            typer.echo(_("No findings."))
    if any(one.level == "error" for one in findings):
        raise typer.Exit(FINDINGS)


@application.command("pdf")
def print_form(
    form: Annotated[str, typer.Argument(help="Which ficha, as f01.")],
    blank: Annotated[bool, typer.Option("--blank", help="Without answers, to fill by hand.")],
    language: Annotated[str, typer.Option(help="Language of the paper: es or en.")] = "es",
    code: Annotated[
        list[str] | None,
        typer.Option(help="A code drawn in advance; one copy for each. Never one of a file."),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Where to write; else FORM.pdf here.")] = None,
) -> None:
    """Write a blank ficha as PDF, to be filled on paper when there is no power.

    A filled one is printed from the window, where it is seen first and noted in the trail.
    """
    from cem_desktop.services.exports import write_file
    from cem_desktop.services.printing import blank_ficha

    if not blank:
        raise typer.BadParameter(_("Only blank fichas are printed here."), param_hint="--blank")
    i18n.install(language, paths.resources() / "locale")
    target = out or Path(f"{form}.pdf")
    write_file(target, blank_ficha(FormLibrary(), form, language, tuple(code or ())))
    typer.echo(str(target))


@application.command()
def conformance(
    folder: Annotated[
        Path | None,
        typer.Argument(envvar="CEM_CONFORMANCE", help="Folder of the recordings."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Lay the form engine beside recordings of another ODK engine, and name what differs."""
    from cem_desktop.forms.conformance import SCENARIOS, compare_scenarios, read_recordings
    from cem_desktop.forms.conformance_expressions import EXPRESSIONS, compare_expressions

    if folder is None:
        raise FormInvalidError(reason="no_recordings", where="CEM_CONFORMANCE")
    found = {}
    for name, compare in ((SCENARIOS, compare_scenarios), (EXPRESSIONS, compare_expressions)):
        path = folder / name
        if not path.is_file():
            raise FormInvalidError(reason="no_recordings", where=name)
        found[name] = compare(read_recordings(path.read_bytes()))
    if as_json:
        print_json({name: asdict(tally) for name, tally in found.items()})
        return
    for name, tally in found.items():
        skipped, misses = len(tally.skipped), len(tally.misses)
        typer.echo(f"{name}: {tally.passed} / {tally.total}, {skipped} skipped, {misses} differ")
        for miss in tally.misses:
            typer.echo(f"  {miss}")


@application.command()
def trace(form: Path, steps: Path) -> None:
    """Run recorded steps on an XForm and print, for each, the nodes that changed."""
    from cem_desktop.forms.trace import trace_files
    from cem_desktop.services.attached_lists import attached_list

    print_json(trace_files(_read(form), _read(steps), attached=attached_list))


def _read(file: Path) -> bytes:
    """Return a file that is not larger than a form may be.

    Raises:
        FormInvalidError: It cannot be read, or is too large.
    """
    try:
        if file.stat().st_size > MAX_BYTES:
            raise FormInvalidError(reason="too_large", where=file.name)
        return file.read_bytes()
    except OSError as fault:
        raise FormInvalidError(reason="not_readable", where=file.name) from fault
