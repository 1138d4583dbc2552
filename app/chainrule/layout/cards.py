"""What stands on a card, and how much room that takes."""

from dataclasses import dataclass, replace
from math import ceil, prod

from chainrule.layout.graph import Graph
from chainrule.layout.model import CardKind, Form, Grid, Style
from chainrule.layout.style import (
    LEAST_CELL,
    SPACINGS,
    STYLES,
    SUBTITLE_LIMIT,
    SYMBOL_LIMIT,
    TITLE_LIMIT,
    Room,
    Spacing,
)
from chainrule.layout.text import Face, shorten, text_width
from chainrule.layout.values import Shown
from chainrule.rules import symbol
from chainrule.trace import Snapshot, Tensor

__all__ = ["Content", "Shape", "of_leaf", "of_operation"]

MOST_ROWS = MOST_COLUMNS = 4
THUMBNAIL_WIDTH, THUMBNAIL_HEIGHT, THINNEST = 150.0, 92.0, 26.0
MOST_CELLS = 8
TRANSPOSED = "ᵀ"
RESHAPING = frozenset(
    {
        "t",
        "transpose",
        "permute",
        "view",
        "_unsafe_view",
        "unsafe_view",
        "reshape",
        "expand",
        "squeeze",
        "unsqueeze",
        "clone",
        "alias",
        "detach",
        "movedim",
    }
)
ROLES = {"parameter": "parameter", "buffer": "buffer", "constant": "constant"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """All of a card but its texts and numbers: equal shapes may be given the same place.

    `owned` tensors belong to a module; an operation that `reshapes` computes nothing new.
    """

    room: Room
    kind: CardKind
    form: Form
    rows: int
    columns: int
    gradient: bool
    owned: bool = False
    reshapes: bool = False

    @property
    def style(self) -> Style:
        return STYLES[self.room]

    @property
    def spacing(self) -> Spacing:
        return SPACINGS[self.room]

    @property
    def beside(self) -> bool:
        """Whether the gradient stands on the right of the value, not under it."""
        tall = self.rows >= self.spacing.long and self.columns == 1
        return self.gradient and self.form == "numbers" and tall

    def grid(self, cell: float) -> Grid:
        """The grid with numbers `cell` wide; a heatmap's size depends on its shape alone."""
        width, height = cell, self.style.value_line
        if self.form == "heatmap":
            size = min(THUMBNAIL_WIDTH / self.columns, THUMBNAIL_HEIGHT / self.rows)
            width, height = max(size, THINNEST / self.columns), max(size, THINNEST / self.rows)
        return Grid(
            form=self.form,
            rows=self.rows,
            columns=self.columns,
            cell_width=round(width, 2),
            cell_height=round(height, 2),
        )

    def width(self, texts: float, cell: float) -> float:
        """The width of a card whose widest line of text is `texts` wide."""
        grid = self.grid(cell)
        value = grid.columns * grid.cell_width
        grids = value * (1 + self.beside) + self.style.gutter * self.gradient
        content = max(texts, grids)
        padding = self.style.padding_x + self.spacing.pill * (self.kind == "operation")
        step = self.spacing.card_step
        return max(self.spacing.least_card, ceil((content + 2 * padding) / step) * step)

    def height(self) -> float:
        grid = self.grid(0.0)
        value = grid.rows * grid.cell_height
        gradient = value if self.gradient else self.style.value_line
        lines = self.style.title_line + self.style.subtitle_line
        if not self.beside:
            lines += self.style.gap + gradient
        return float(ceil(2 * self.style.padding_y + lines + value))


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A card before it has a place. `sign` stands for what has no name; `cell` is a width."""

    node: int
    tensor: int | None
    shape: Shape
    name: str | None
    sign: str
    subtitle: str
    cell: float

    @property
    def style(self) -> Style:
        return self.shape.style

    @property
    def title(self) -> str:
        return shorten(self.name or self.sign, TITLE_LIMIT, self.style.title_size, weight=600)

    @property
    def symbol(self) -> str | None:
        """The sign of an operation, where it is not the title already."""
        if not self.name or self.shape.kind != "operation":
            return None
        return shorten(self.sign, SYMBOL_LIMIT, self.style.symbol_size)

    @property
    def texts(self) -> float:
        """The width of the widest line of text."""
        face: Face = "mono" if self.shape.kind == "operation" else "sans"
        style = self.style
        head = text_width(self.title, style.title_size, weight=600)
        if self.symbol:
            head += style.symbol_gap + text_width(self.symbol, style.symbol_size)
        if not style.subtitle_line:
            return head
        return max(head, text_width(self.subtitle, style.subtitle_size, face))


def of_operation(graph: Graph, node: int, shown: Shown, room: Room) -> Content:
    """The card of an operation: its variable's name and its sign, or its sign alone."""
    found = graph.trace.nodes[node]
    number = next((each for each in found.outputs if each is not None), None)
    tensor = None if number is None else graph.trace.tensors[number]
    sign, style = symbol(found.op), STYLES[room]
    shape = _shape(room, "operation", tensor, shown, found.grad_fn is not None)
    size = _size(tensor, shown) if shape.form == "heatmap" else ""
    subtitle = " · ".join(filter(None, (size, found.grad_fn or found.op)))
    return Content(
        node=node,
        tensor=number,
        shape=replace(shape, reshapes=found.op in RESHAPING),
        name=tensor.name if tensor else None,
        sign=_base(graph, node) + sign if sign == TRANSPOSED else sign,
        subtitle=shorten(subtitle, SUBTITLE_LIMIT, style.subtitle_size, "mono"),
        cell=_cell(shape, shown),
    )


def _base(graph: Graph, node: int) -> str:
    """What is transposed, if it has a name."""
    source = next(iter(graph.incoming[node]), None)
    tensor = None if source is None else graph.trace.edges[source].tensor
    found = None if tensor is None else graph.trace.tensors[tensor]
    return (found and (found.name or (found.path or "").rpartition(".")[2])) or "X"


def of_leaf(
    graph: Graph,
    source: tuple[int, int],
    shown: Shown,
    room: Room,
    *,
    kind: CardKind,
    gradient: bool,
    module: str,
) -> Content:
    """The card of a tensor that no drawn operation makes, used in the module at path `module`."""
    node, output = source
    found = graph.trace.nodes[node]
    number = found.outputs[output] if output < len(found.outputs) else None
    tensor = None if number is None else graph.trace.tensors[number]
    shape = _shape(room, kind, tensor, shown, gradient)
    role = _role(tensor, kind)
    subtitle = " · ".join(filter(None, (role, _size(tensor, shown))))
    return Content(
        node=node,
        tensor=number,
        shape=replace(shape, owned=bool(tensor and tensor.path)),
        name=_name(tensor, module),
        sign=role,
        subtitle=shorten(subtitle, SUBTITLE_LIMIT, STYLES[room].subtitle_size),
        cell=_cell(shape, shown),
    )


def _role(tensor: Tensor | None, kind: CardKind) -> str:
    role = tensor.role if tensor else "intermediate"
    if kind == "parameter":
        return "parameter" if role == "parameter" else "leaf"
    return ROLES.get(role, kind)


def _name(tensor: Tensor | None, module: str) -> str | None:
    """A parameter is called by the end of its path, in its own module by the last part alone."""
    if tensor is None or not tensor.path:
        return tensor.name if tensor else None
    owner, _, last = tensor.path.rpartition(".")
    return last if owner == module else ".".join(filter(None, (owner.split(".")[-1], last)))


def _cell(shape: Shape, shown: Shown) -> float:
    if shape.form == "heatmap":
        return 0.0
    widest = max(shown.width, text_width(LEAST_CELL, shape.style.value_size))
    return ceil(widest + shape.spacing.cell_gap * (shape.form == "numbers"))


def _shape(
    room: Room, kind: CardKind, tensor: Tensor | None, shown: Shown, gradient: bool
) -> Shape:
    form, rows, columns = _form(_dimensions(tensor, shown), shown.snapshot)
    return Shape(room=room, kind=kind, form=form, rows=rows, columns=columns, gradient=gradient)


def _form(dimensions: tuple[int, ...], snapshot: Snapshot | None) -> tuple[Form, int, int]:
    if prod(dimensions) == 1 or 0 in dimensions:
        return "number", 1, 1
    rows, columns = prod(dimensions[:-1]), dimensions[-1]
    if rows <= MOST_ROWS and columns <= MOST_COLUMNS:
        return "numbers", rows, columns
    if snapshot and snapshot.preview:
        rows, columns = snapshot.preview.rows, snapshot.preview.columns
    return "heatmap", min(max(rows, 1), MOST_CELLS), min(max(columns, 1), MOST_CELLS)


def _dimensions(tensor: Tensor | None, shown: Shown) -> tuple[int, ...]:
    if tensor is not None:
        return tensor.shape
    return shown.snapshot.shape if shown.snapshot else ()


def _size(tensor: Tensor | None, shown: Shown) -> str:
    """The shape as Python prints it; nothing for a single number."""
    dimensions = _dimensions(tensor, shown)
    if not dimensions:
        return ""
    inner = ", ".join(map(str, dimensions))
    return f"({inner},)" if len(dimensions) == 1 else f"({inner})"
