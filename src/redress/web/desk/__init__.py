"""Pages around the cases: home, queue, search, customers, notices."""
