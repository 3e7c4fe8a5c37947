"""The door of files: complaints from CSV, TSV and XLSX by a mapping, all or nothing."""
