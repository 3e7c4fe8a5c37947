"""The interface for programs: ``/api/v1/`` with OpenAPI. Everything goes through ``flows`` and ``visible_to``.

A request passes ``gate`` (language, problems, limits), ``bearer`` (token, scope), and one of the thin views; ``once`` makes
a repeated request harmless.
"""
