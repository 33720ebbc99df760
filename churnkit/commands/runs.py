"""The runs that a work folder keeps; an older one is made current again."""

from __future__ import annotations

from churnkit.commands.inputs import Project, opened
from churnkit.config.loading import Overrides
from churnkit.errors import ArtifactError, ConfigError
from churnkit.reports.runs_page import ListedRun, RestoredRun, Runs, RunVerdict
from churnkit.rules.model import read_model
from churnkit.workspace.artifacts import MODEL
from churnkit.workspace.history import KeptRun, kept_runs, restore_run, seal_current
from churnkit.workspace.seal import seal_key


def runs(
    config: Project, *, restore: str | None = None, seal: bool = False, set: Overrides = ()
) -> Runs:
    """List the runs of the work folder, or make an older one current again.

    Args:
        config: the project: its YAML file, or what ``load_config`` returned.
        seal: seal the current run as it is, by the secret of the config.
        restore: id of the run that ``work/current`` is to point to.
        set: fields of the config to change, as ``--set`` does.

    Returns:
        The runs, after the change.

    Raises:
        ArtifactError: there is no run of that id, or one of its files is damaged.
        WorkspaceError: another run holds the work folder, or it cannot be written.
    """
    loaded = opened(config, set)
    key = seal_key(loaded.seal)
    restored = None if restore is None else restore_run(loaded.work, restore, key)
    if seal and key is None:
        raise ConfigError("seal: is missing; write seal: {secret: NAME of an environment variable}")
    sealed = seal_current(loaded.work, key) if seal and key is not None else None
    return Runs(
        language=loaded.language,
        work=str(loaded.work),
        runs=tuple(_listed(run) for run in kept_runs(loaded.work)),
        sealed=sealed,
        restored=None if restored is None else RestoredRun(**vars(restored)),
    )


def _listed(run: KeptRun) -> ListedRun:
    return ListedRun(
        id=run.id,
        when=f"{run.began.astimezone():%Y-%m-%d %H:%M}",
        size=run.size,
        verdict=_verdict(run),
        state="current" if run.is_current else "refused" if run.is_refused else "kept",
    )


def _verdict(run: KeptRun) -> RunVerdict | None:
    if not (run.folder / MODEL).exists():
        return None
    try:
        verdict = read_model(run.folder).verdict
    except ArtifactError:
        return "damaged"
    return "not_judged" if verdict is None else verdict.grade
