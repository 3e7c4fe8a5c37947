"""The customers' own pages: lodging, following, answering. No account, no session, no script is needed."""
