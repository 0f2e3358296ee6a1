"""Deep linking: faculty place an exchange's pages as links, from inside their own LMS.

Deep Linking 2.0. A request signs its sender in as a launch does and is kept on the server until
it is answered, once. Why so: ``docs/decisions/0007-deep-linking.md``.
"""
