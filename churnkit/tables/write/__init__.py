"""Writing lists, workbooks and cleaned tables."""
