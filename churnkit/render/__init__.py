"""Documents, and how they are shown: on the console, as Markdown. Knows no page."""
