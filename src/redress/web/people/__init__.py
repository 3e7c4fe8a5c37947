"""Administration of people, departments, roles and working calendars, and everybody's own page."""
