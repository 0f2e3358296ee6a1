"""What other rooms may use of formation."""

__all__: list[str] = []
