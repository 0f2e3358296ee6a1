"""Address rules that learn to build their addresses when the first one is asked for.

Werkzeug compiles two functions for each rule when it is added: for some five hundred rules a sixth
of a second and more, at every start and in every test, and most of them are not used that day.
"""

from collections.abc import Callable

from werkzeug.routing import Rule


class LazyRule(Rule):
    """Werkzeug's rule, which compiles what builds an address on its first use."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        def build(rule: Rule, **values: str) -> tuple[str, str]:
            compiled = Rule._compile_builder(rule, append_unknown).__get__(rule, None)  # noqa: SLF001
            setattr(rule, "_build_unknown" if append_unknown else "_build", compiled)
            built: tuple[str, str] = compiled(**values)
            return built

        return build
