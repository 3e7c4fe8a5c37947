"""The page of the hotline: who calls now, and which calls still have no record."""
