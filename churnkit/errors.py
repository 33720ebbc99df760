"""The problems a user can have, each with the exit code that the command line returns for it.

ChurnkitError            a problem of the user's input, told in one message
├── ConfigError      3   the YAML file, an override or an environment name
├── InputError       4   a table that cannot be read at all
├── MismatchError    5   a table whose columns differ from those the recipe was learnt on
├── LearningError    6   data nothing can be learnt from (one class only, no variable left)
├── ArtifactError    7   a file of the work folder is missing, damaged or too new
├── WorkspaceError   8   the work folder: locked by another run, not writable, disk full
├── RejectsError     9   rows or values were rejected, under ``--strict``
├── NoSignalError   10   the rules predict no better than chance, so there is no list
├── DriftError      11   the customers to score are not those the rules were learnt on
├── NobodyError     14   of the customers to score nobody is left to be scored
└── TimeLimitError  15   a command took longer than ``timeout``

EXIT_CODES says what each code means.
"""

EXIT_CODES = {
    0: "the outputs were published, with or without notes and rejects",
    1: "a bug of churnkit; or the output of a command that only shows something could not be "
    "written",
    2: "a wrong command line",
    3: "the config cannot be used",
    4: "a table cannot be read",
    5: "the columns of a table differ from those the recipe was learnt on",
    6: "nothing can be learnt from the data",
    7: "a file of the work folder is missing, damaged, or written by a newer version",
    8: "the work folder is in use by another run, not writable, or full",
    9: "rows or values were rejected, under `--strict`",
    10: "the rules predict no better than chance: no list was published",
    11: "the customers to score are not those the rules were learnt on: no list was published",
    14: "nobody is left to be scored: no list was published",
    15: "the command took longer than `timeout`: nothing was published",
    130: "stopped by Ctrl-C",
    143: "stopped by a signal (`kill`)",
}
"""What each exit code means; the table of the README is this one."""

RESERVED_EXIT_CODES = {
    12: "monitor: warning",
    13: "monitor: alarm",
}
"""Exit codes that nothing returns yet."""


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


class NoSignalError(ChurnkitError):
    """The rules predict no better than chance on the test set."""

    exit_code = 10


class DriftError(ChurnkitError):
    """The customers to score are not those the rules were learnt on."""

    exit_code = 11


class NobodyError(ChurnkitError):
    """Of the customers to score nobody is left to be scored."""

    exit_code = 14


class TimeLimitError(ChurnkitError):
    """A command took longer than ``timeout`` allows."""

    exit_code = 15
