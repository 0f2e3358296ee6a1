"""What other rooms may use of availability."""

__all__: list[str] = []
