"""The YAML file of a project: what may stand in it, and how it is read.

loading.load_config        the file and its overrides -> Config, or all problems at once
├── parsing                text -> mappings, lists and texts, and where each of them stands
├── models.Config          what may stand there: sections, defaults, meanings
│   ├── events, training   the sections about event logs, and about learners
│   ├── campaign, leavers  the sections about campaigns, and about customers who have left
│   ├── scalars, paths     what a written value means for the type of its field
│   ├── conditions         what ``keep`` says (condition_text reads it)
│   └── checks             fields against each other
└── explain                what is wrong in our words, and what to write
schema.config_schema       the same for editors
shares                     a share of the config as a count of customers

Only ``parsing`` knows the YAML library.
"""
