"""Files that leave the house: tables, and later printed forms."""
