"""The problems a user can have, each with the exit code that the command line returns for it.

    ChurnkitError            a problem of the user's input, told in one message
    ├── ConfigError      3   the YAML file, an override or an environment name
    ├── InputError       4   a table that cannot be read at all
    ├── MismatchError    5   a table whose columns differ from those the recipe was learnt on
    ├── LearningError    6   data nothing can be learnt from (one class only, no variable left)
    ├── ArtifactError    7   a file of the work folder is missing, damaged or too new
    ├── WorkspaceError   8   the work folder: locked by another run, not writable, disk full
    └── RejectsError     9   rows or values were rejected, under ``--strict``

Exit code 0 means that the outputs were published, 1 is a bug of churnkit, 2 a wrong command line.
"""


class ChurnkitError(Exception):
    """A problem of the user's input: where, what was expected, what was found, what to do."""

    exit_code = 1


class ConfigError(ChurnkitError):
    """The configuration cannot be used; the message lists every problem, one a line."""

    exit_code = 3


class InputError(ChurnkitError):
    """A table cannot be read at all."""

    exit_code = 4


class MismatchError(ChurnkitError):
    """The columns of a table differ from those the recipe was learnt on."""

    exit_code = 5


class LearningError(ChurnkitError):
    """Nothing can be learnt from the data."""

    exit_code = 6


class ArtifactError(ChurnkitError):
    """A file of the work folder is missing, damaged or newer than this version."""

    exit_code = 7


class WorkspaceError(ChurnkitError):
    """The work folder is locked, not writable or full."""

    exit_code = 8


class RejectsError(ChurnkitError):
    """Rows or values were rejected although the run was strict."""

    exit_code = 9
