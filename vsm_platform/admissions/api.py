"""What other rooms may use of admissions."""


def application_path(exchange_id: int) -> str:
    """Where somebody applies to an exchange, or reads why that is not possible."""
    return f"/exchanges/{exchange_id}/apply"


__all__ = ["application_path"]
