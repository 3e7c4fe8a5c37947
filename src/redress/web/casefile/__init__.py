"""Pages of the case file: register, the case with its timeline, and a form for each act."""
