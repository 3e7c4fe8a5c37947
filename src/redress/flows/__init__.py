"""Acts that cross rooms: what people do to a case, with its rights, clocks and notices. No tables.

``acting.py`` holds the one way in which an act runs; the acts themselves stand by subject in the
modules beside it. Pages, API, command line and scheduler all call these.
"""
