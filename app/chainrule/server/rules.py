"""The table of derivative rules over REST, its formulas as LaTeX and MathML."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel

from chainrule.rules.document import rules_document
from chainrule.server.caching import as_json, respond

__all__ = ["ADDRESS", "router"]

ADDRESS = "/api/rules"
router = APIRouter()


class Formula(BaseModel):
    """One formula, written twice."""

    latex: str
    mathml: str


class SlotRule(BaseModel):
    """What leaves by one input; `repeats` where every further input follows it."""

    argument: str
    rule: Formula
    local: Formula | None
    repeats: bool


class Rule(BaseModel):
    """An operation: how it is written, computed and differentiated."""

    op: str
    grad_fns: list[str]
    symbol: str
    notation: str
    forward: Formula
    inputs: list[SlotRule]
    intuition: str


class Letter(BaseModel):
    """What a letter stands for: PyTorch's name of a setting or of a state."""

    sign: Formula
    source: Literal["parameter", "grad", "setting", "state"]
    name: str


class Optimiser(BaseModel):
    """Every line that an update's rule may have, and their letters."""

    lines: list[Formula]
    letters: list[Letter]


class Rules(BaseModel):
    """Each rule under the name that was asked for; names without a rule are left out."""

    rules: dict[str, Rule]
    optimisers: dict[str, Optimiser]


@router.get(ADDRESS, responses={200: {"model": Rules}})
async def rules(
    request: Request,
    of: Annotated[
        str,
        Query(max_length=20_000, description="Gradient functions, operations or optimisers."),
    ],
) -> Response:
    """The rules of gradient functions (`MulBackward0`), operations (`mul`), optimisers (`SGD`).

    A comma stands between the names.
    """
    names = dict.fromkeys(name for name in of.split(",") if name)
    return respond(request, as_json(rules_document(names)))
