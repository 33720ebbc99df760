"""CSV as it comes: encoding, dialect, header, records, and what can be mended."""
