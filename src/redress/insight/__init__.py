"""Named reads for pages, reports and the command line; nothing here ever writes."""
