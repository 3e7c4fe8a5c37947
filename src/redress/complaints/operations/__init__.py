"""Every change to a case: one function, one transaction, one or more lines on its timeline."""
