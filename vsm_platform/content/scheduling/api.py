"""What other rooms may use of scheduling."""

__all__: list[str] = []
