"""One module for each command, named as it is typed: the command as a function."""
