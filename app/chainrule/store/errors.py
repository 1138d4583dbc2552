"""What can go wrong with a store, each said in a sentence."""

__all__ = ["StoreError", "StoreFull"]


class StoreError(RuntimeError):
    """The database cannot be used; the message says why and what to do."""


class StoreFull(StoreError):
    """There is no room for what shall be kept."""
