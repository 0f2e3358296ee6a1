"""LTI 1.3 Advantage for tools: a library of its own, above PyLTI1p3.

It knows no web framework and no database: a host calls ``lti.login.begin_login`` and
``lti.launch.validate_launch`` with plain mappings, and lends it stores (``lti.ports``).
"""
