"""People and rights: the department tree, people, roles, grants with scope, substitution, sign-in.

``may(actor, act, thing)`` answers every question of right; rows are fetched through ``visible_to``.
"""
