"""The work folder: runs, artifacts, the journal of a run, and where outputs may go."""
