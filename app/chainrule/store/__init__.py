"""Traces, kept in SQLite or PostgreSQL and found by unguessable addresses."""

from chainrule.store.board import Board, Notice, Wish
from chainrule.store.budget import Budget, Usage
from chainrule.store.errors import StoreError, StoreFull
from chainrule.store.once import made_once
from chainrule.store.store import Store

__all__ = [
    "Board",
    "Budget",
    "Notice",
    "Store",
    "StoreError",
    "StoreFull",
    "Usage",
    "Wish",
    "made_once",
]
