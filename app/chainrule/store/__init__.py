"""Traces by content hash, kept in SQLite."""

from chainrule.store.store import Store, StoreError

__all__ = ["Store", "StoreError"]
