"""Traces made by hand, step by step, for layouts of any shape."""

from dataclasses import dataclass, field, replace
from math import prod

from chainrule.trace import (
    BackwardStep,
    Call,
    Edge,
    ForwardStep,
    Input,
    Meta,
    Module,
    Node,
    Options,
    Pass,
    Program,
    Role,
    Snapshot,
    Step,
    Tensor,
    Trace,
    UpdateStep,
)

META = Meta(
    title="Made by hand",
    created="",
    torch="",
    python="",
    device="cpu",
    seed=None,
    options=Options(),
    elapsed=0.0,
    method="",
)


@dataclass(slots=True)
class Maker:
    """Records what a program would do. `open` and `close` are around a module's call."""

    nodes: list[Node] = field(default_factory=list)
    tensors: list[Tensor] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    snapshots: list[Snapshot] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    modules: list[Module] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    inside: list[int] = field(default_factory=list)

    def open(self, name: str, kind: str = "Module") -> int:
        parent = self.inside[-1] if self.inside else None
        owner = None if parent is None else self.calls[parent].module
        path = name if owner is None else f"{self.modules[owner].path}.{name}"
        known = [number for number, each in enumerate(self.modules) if each.path == path]
        if not known:
            self.modules.append(Module(path=path, type=kind, parent=owner, calls=()))
            known = [len(self.modules) - 1]
        self.calls.append(Call(module=known[0], parent=parent))
        number = len(self.calls) - 1
        self.modules[known[0]] = replace(
            self.modules[known[0]], calls=(*self.modules[known[0]].calls, number)
        )
        self.inside.append(number)
        return number

    def close(self) -> None:
        self.inside.pop()

    def leaf(
        self,
        name: str,
        shape: tuple[int, ...] = (),
        *,
        requires_grad: bool = False,
        path: str | None = None,
    ) -> int:
        role: Role = "parameter" if path else "data"
        self._tensor(name, shape, role, requires_grad, path, None)
        return self._node("leaf", "leaf", None, call=None)

    def operation(
        self,
        op: str,
        *sources: int,
        shape: tuple[int, ...] = (),
        name: str | None = None,
        tracked: bool | None = None,
        line: int | None = None,
    ) -> int:
        """An operation on the (first) outputs of other nodes, and its forward step."""
        if tracked is None:
            tracked = any(self.is_tracked(source) for source in sources)
        grad_fn = f"{op.title()}Backward0" if tracked else None
        self._tensor(name, shape, "intermediate", tracked, None, grad_fn)
        call = self.inside[-1] if self.inside else None
        slots = len(sources) if tracked else 0
        node = self._node("operation", op, grad_fn, call=call, slots=slots, line=line)
        first = len(self.edges)
        for slot, source in enumerate(sources):
            self.edges.append(
                Edge(
                    source=source,
                    source_output=0,
                    target=node,
                    target_input=slot,
                    tensor=source,
                    differentiable=tracked and self.is_tracked(source),
                )
            )
        self.steps.append(
            ForwardStep(
                id=f"s{len(self.steps)}",
                node=node,
                inputs=tuple(
                    Input(edge=each, snapshot=None) for each in range(first, len(self.edges))
                ),
                outputs=(self._snapshot(node, shape),),
                file="program.py",
                line=line,
            )
        )
        return node

    def backward(self, root: int) -> None:
        """Backward steps from `root` down to what it was made of."""
        waiting, seen = [root], {root}
        for node in waiting:
            if self.nodes[node].kind == "operation":
                self._backward_step(node)
            for edge in self.edges:
                if edge.target == node and edge.differentiable and edge.source not in seen:
                    seen.add(edge.source)
                    waiting.append(edge.source)

    def update(self, leaf: int) -> None:
        self.steps.append(
            UpdateStep(
                id=f"s{len(self.steps)}",
                tensor=leaf,
                node=None,
                optimizer=None,
                before=None,
                grad=None,
                state_before=(),
                state_after=(),
                after=None,
                rule=None,
                file=None,
                line=None,
            )
        )

    def trace(self) -> Trace:
        last = len(self.steps) - 1
        return Trace(
            meta=META,
            program=Program(files=(), entry="program.py"),
            output="",
            modules=tuple(self.modules),
            calls=tuple(self.calls),
            tensors=tuple(self.tensors),
            snapshots=tuple(self.snapshots),
            nodes=tuple(self.nodes),
            edges=tuple(self.edges),
            steps=tuple(self.steps),
            passes=(Pass(phase="forward", first=0, last=last),) if self.steps else (),
        )

    def is_tracked(self, node: int) -> bool:
        return self.tensors[node].requires_grad

    def _tensor(
        self,
        name: str | None,
        shape: tuple[int, ...],
        role: Role,
        requires_grad: bool,
        path: str | None,
        grad_fn: str | None,
    ) -> None:
        self.tensors.append(
            Tensor(
                name=name,
                path=path,
                role=role,
                shape=shape,
                dtype="torch.float32",
                device="cpu",
                requires_grad=requires_grad,
                is_leaf=role != "intermediate",
                grad_fn=grad_fn,
                node=len(self.nodes),
            )
        )

    def _node(
        self,
        kind: str,
        op: str,
        grad_fn: str | None,
        *,
        call: int | None,
        slots: int = 0,
        line: int | None = None,
    ) -> int:
        self.nodes.append(
            Node(
                kind="leaf" if kind == "leaf" else "operation",
                op=op,
                function=None,
                expression=None,
                grad_fn=grad_fn,
                slots=slots,
                outputs=(len(self.tensors) - 1,),
                call=call,
                file="program.py",
                line=line,
            )
        )
        return len(self.nodes) - 1

    def _snapshot(self, node: int, shape: tuple[int, ...]) -> int:
        count = prod(shape)
        self.snapshots.append(
            Snapshot(
                of="value",
                tensor=node,
                shape=shape,
                dtype="torch.float32",
                values=tuple(each / 8 - 1 for each in range(count)) if count <= 64 else None,
            )
        )
        return len(self.snapshots) - 1

    def _backward_step(self, node: int) -> None:
        self.steps.append(
            BackwardStep(
                id=f"s{len(self.steps)}",
                node=node,
                arrived=(),
                left=(),
                local=(),
                local_note=None,
                retained=None,
                forward=None,
                file=None,
                line=None,
            )
        )


def chain(length: int) -> Trace:
    """One operation after another, and nothing else."""
    maker = Maker()
    at = maker.leaf("x", requires_grad=True)
    for _ in range(length):
        at = maker.operation("sin", at, line=3)
    return maker.trace()


def training_loop(iterations: int) -> Trace:
    """A linear layer trained step by step, each time on a slice of the data."""
    maker = Maker()
    data = maker.leaf("X", (8, 2))
    weight = maker.leaf("weight", (1, 2), requires_grad=True, path="model.weight")
    bias = maker.leaf("bias", (1,), requires_grad=True, path="model.bias")
    for _ in range(iterations):
        batch = maker.operation("slice", data, shape=(2, 2), name="batch")
        maker.open("model", "Linear")
        turned = maker.operation("t", weight, shape=(2, 1))
        out = maker.operation("addmm", bias, batch, turned, shape=(2, 1), name="out")
        maker.close()
        loss = maker.operation("mean", out, name="loss")
        maker.backward(loss)
        maker.update(weight)
        maker.update(bias)
    return maker.trace()


def blocks(count: int) -> Trace:
    """Residual blocks of two linear layers, one after the other."""
    maker = Maker()
    at = maker.leaf("x", (2, 4))
    maker.open("model")
    for number in range(count):
        name = f"model.{number}"
        maker.open(str(number), "Block")
        inner = at
        for layer in ("up", "down"):
            path = f"{name}.{layer}"
            weight = maker.leaf("w", (4, 4), requires_grad=True, path=f"{path}.weight")
            bias = maker.leaf("b", (4,), requires_grad=True, path=f"{path}.bias")
            maker.open(layer, "Linear")
            turned = maker.operation("t", weight, shape=(4, 4))
            inner = maker.operation("addmm", bias, inner, turned, shape=(2, 4))
            maker.close()
        at = maker.operation("add", at, inner, shape=(2, 4))
        maker.close()
    maker.close()
    maker.operation("sum", at, name="loss")
    return maker.trace()
