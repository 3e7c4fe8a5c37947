"""Notices: in the app always, by e-mail at once or in a daily digest as each person chose, in the reader's language."""
