"""What other rooms may use of discussion."""

__all__: list[str] = []
