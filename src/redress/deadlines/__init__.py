"""Promises in time: clocks with their ladders, pauses and extensions, and the calendars set right by hand."""
