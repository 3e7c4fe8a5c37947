"""The command line: ``redress demo | serve | worker | import | export | packs | verify | bench | found | migrate``."""
