"""The door of the hotline: a call-centre system tells of calls, and each ends as a record, or with the reason why it needs none."""
