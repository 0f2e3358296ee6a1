"""What other rooms may use of evaluation."""

__all__: list[str] = []
