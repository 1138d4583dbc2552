r"""How optimisers change a parameter: rows of assignments, chosen by the optimiser's settings.

Each line is LaTeX of the form `v \leftarrow …`; the lines are read in order. p is the parameter,
g its gradient, t the number of the step, counted from 1.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

__all__ = ["LETTERS", "OPTIMISERS", "Letter", "Line", "UpdateRule", "letters_of", "update_rule"]

Source = Literal["parameter", "grad", "setting", "state"]
Setting = float | int | bool | str | None

ARROW = r" \leftarrow "
SIGN = re.compile(r"(?:\\[a-zA-Z]+|[a-zA-Z])(?:_\{\d\})?")

POWER = re.compile(r"e(-?\d+)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What a letter of the lines stands for: PyTorch's name of a setting or of a state."""

    sign: str
    source: Source
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An assignment, made if every setting in `needs` is on and none in `without` is.

    `first` restricts it to the first step (True) or to all later ones (False).
    """

    latex: str
    needs: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    first: bool | None = None

    def applies(self, settings: Mapping[str, Setting], first: bool) -> bool:
        """Whether an optimiser with these settings does this in its first or a later step."""
        on = all(settings.get(name) for name in self.needs)
        off = not any(settings.get(name) for name in self.without)
        return on and off and self.first in (None, first)


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateRule:
    """The lines of one optimiser with certain settings, and the letters that occur in them."""

    lines: tuple[str, ...]
    letters: tuple[Letter, ...]

    def with_numbers(self, before: Mapping[str, str], after: Mapping[str, str]) -> tuple[str, ...]:
        """The lines with numbers on their right-hand sides, as LaTeX.

        `before` and `after` hold the text of a letter's value before and after the step, by
        sign; a letter without a value stays a letter.
        """
        known, written = dict(before), []
        for line in self.lines:
            left, right = line.split(ARROW)
            written.append(f"{left}{ARROW}{_numbered(right, known)}")
            known.pop(left, None)
            known |= {left: after[left]} if left in after and self._last(left) == line else {}
        return tuple(written)

    def _last(self, sign: str) -> str:
        return [line for line in self.lines if line.split(ARROW)[0] == sign][-1]


def update_rule(
    optimizer: str, settings: Mapping[str, Setting], *, first: bool = False
) -> UpdateRule | None:
    """The rule of `optimizer` ("SGD") with its settings, or None for one that is not here."""
    rows = OPTIMISERS.get(optimizer)
    if rows is None:
        return None
    lines = tuple(row.latex for row in rows if row.applies(settings, first))
    return UpdateRule(lines=lines, letters=letters_of(optimizer, lines))


def letters_of(optimizer: str, lines: Iterable[str]) -> tuple[Letter, ...]:
    """What the letters of an optimiser's lines stand for."""
    used = {sign for line in lines for sign in SIGN.findall(line)}
    letters = (*LETTERS, *OWN_LETTERS.get(optimizer, ()))
    by_sign = {letter.sign: letter for letter in letters if letter.sign in used}
    return tuple(by_sign.values())


def _numbered(formula: str, known: Mapping[str, str]) -> str:
    def number(found: re.Match[str]) -> str:
        text = POWER.sub(r" \\cdot 10^{\1}", known.get(found[0], found[0]).replace("−", "-"))
        return f"({text})" if text.startswith("-") else text

    return SIGN.sub(number, formula)


def _letter(sign: str, source: Source, name: str) -> Letter:
    return Letter(sign=sign, source=source, name=name)


LETTERS: tuple[Letter, ...] = (
    _letter("p", "parameter", ""),
    _letter("g", "grad", ""),
    _letter("t", "state", "step"),
    _letter(r"\eta", "setting", "lr"),
    _letter(r"\lambda", "setting", "weight_decay"),
    _letter(r"\mu", "setting", "momentum"),
    _letter(r"\tau", "setting", "dampening"),
    _letter(r"\beta_{1}", "setting", "betas[0]"),
    _letter(r"\beta_{2}", "setting", "betas[1]"),
    _letter(r"\alpha", "setting", "alpha"),
    _letter(r"\rho", "setting", "rho"),
    _letter(r"\gamma", "setting", "lr_decay"),
    _letter(r"\varepsilon", "setting", "eps"),
    _letter("v", "state", "momentum_buffer"),
    _letter("m", "state", "exp_avg"),
    _letter("s", "state", "exp_avg_sq"),
    _letter("z", "state", "max_exp_avg_sq"),
    _letter("a", "state", "grad_avg"),
    _letter("u", "state", "exp_inf"),
)

# Letters whose state has another name in this optimiser.
OWN_LETTERS: dict[str, tuple[Letter, ...]] = {
    "RMSprop": (_letter("s", "state", "square_avg"),),
    "Adagrad": (_letter("s", "state", "sum"),),
    "Adadelta": (
        _letter("s", "state", "square_avg"),
        _letter("u", "state", "acc_delta"),
    ),
}

UPHILL = Line(latex=r"g \leftarrow -g", needs=("maximize",))
DECAY = Line(latex=r"g \leftarrow g + \lambda \cdot p", needs=("weight_decay",))
SHRINK = Line(latex=r"p \leftarrow p - \eta \cdot \lambda \cdot p", needs=("weight_decay",))
COUPLED = Line(latex=DECAY.latex, needs=("weight_decay",), without=("decoupled_weight_decay",))
DECOUPLED = Line(latex=SHRINK.latex, needs=("weight_decay", "decoupled_weight_decay"))

MOMENTS: tuple[Line, ...] = (
    Line(latex=r"m \leftarrow \beta_{1} \cdot m + (1 - \beta_{1}) \cdot g"),
    Line(latex=r"s \leftarrow \beta_{2} \cdot s + (1 - \beta_{2}) \cdot g^{2}"),
    Line(latex=r"z \leftarrow \max(z, s)", needs=("amsgrad",)),
    Line(
        latex=r"p \leftarrow p - \eta \cdot \frac{m}{1 - \beta_{1}^{t}} \cdot"
        r" \frac{1}{\sqrt{\frac{s}{1 - \beta_{2}^{t}}} + \varepsilon}",
        without=("amsgrad",),
    ),
    Line(
        latex=r"p \leftarrow p - \eta \cdot \frac{m}{1 - \beta_{1}^{t}} \cdot"
        r" \frac{1}{\sqrt{\frac{z}{1 - \beta_{2}^{t}}} + \varepsilon}",
        needs=("amsgrad",),
    ),
)

ROOT = r"\sqrt{s} + \varepsilon"
CENTRED_ROOT = r"\sqrt{s - a^{2}} + \varepsilon"

OPTIMISERS: dict[str, tuple[Line, ...]] = {
    "SGD": (
        UPHILL,
        DECAY,
        Line(latex=r"v \leftarrow g", needs=("momentum",), first=True),
        Line(
            latex=r"v \leftarrow \mu \cdot v + (1 - \tau) \cdot g",
            needs=("momentum", "dampening"),
            first=False,
        ),
        Line(
            latex=r"v \leftarrow \mu \cdot v + g",
            needs=("momentum",),
            without=("dampening",),
            first=False,
        ),
        Line(
            latex=r"p \leftarrow p - \eta \cdot (g + \mu \cdot v)", needs=("momentum", "nesterov")
        ),
        Line(latex=r"p \leftarrow p - \eta \cdot v", needs=("momentum",), without=("nesterov",)),
        Line(latex=r"p \leftarrow p - \eta \cdot g", without=("momentum",)),
    ),
    "Adam": (UPHILL, COUPLED, DECOUPLED, *MOMENTS),
    "AdamW": (UPHILL, SHRINK, *MOMENTS),
    "RMSprop": (
        UPHILL,
        DECAY,
        Line(latex=r"s \leftarrow \alpha \cdot s + (1 - \alpha) \cdot g^{2}"),
        Line(latex=r"a \leftarrow \alpha \cdot a + (1 - \alpha) \cdot g", needs=("centered",)),
        Line(
            latex=rf"v \leftarrow \mu \cdot v + \frac{{g}}{{{ROOT}}}",
            needs=("momentum",),
            without=("centered",),
        ),
        Line(
            latex=rf"v \leftarrow \mu \cdot v + \frac{{g}}{{{CENTRED_ROOT}}}",
            needs=("momentum", "centered"),
        ),
        Line(latex=r"p \leftarrow p - \eta \cdot v", needs=("momentum",)),
        Line(
            latex=rf"p \leftarrow p - \eta \cdot \frac{{g}}{{{ROOT}}}",
            without=("momentum", "centered"),
        ),
        Line(
            latex=rf"p \leftarrow p - \eta \cdot \frac{{g}}{{{CENTRED_ROOT}}}",
            needs=("centered",),
            without=("momentum",),
        ),
    ),
    "Adagrad": (
        UPHILL,
        DECAY,
        Line(latex=r"s \leftarrow s + g^{2}"),
        Line(latex=rf"p \leftarrow p - \eta \cdot \frac{{g}}{{{ROOT}}}", without=("lr_decay",)),
        Line(
            latex=r"p \leftarrow p - \frac{\eta}{1 + (t - 1) \cdot \gamma} \cdot"
            rf" \frac{{g}}{{{ROOT}}}",
            needs=("lr_decay",),
        ),
    ),
    "Adadelta": (
        UPHILL,
        DECAY,
        Line(latex=r"s \leftarrow \rho \cdot s + (1 - \rho) \cdot g^{2}"),
        Line(latex=r"d \leftarrow \frac{\sqrt{u + \varepsilon}}{\sqrt{s + \varepsilon}} \cdot g"),
        Line(latex=r"u \leftarrow \rho \cdot u + (1 - \rho) \cdot d^{2}"),
        Line(latex=r"p \leftarrow p - \eta \cdot d"),
    ),
    "Adamax": (
        UPHILL,
        DECAY,
        Line(latex=r"m \leftarrow \beta_{1} \cdot m + (1 - \beta_{1}) \cdot g"),
        Line(latex=r"u \leftarrow \max(\beta_{2} \cdot u, \left| g \right| + \varepsilon)"),
        Line(latex=r"p \leftarrow p - \frac{\eta}{1 - \beta_{1}^{t}} \cdot \frac{m}{u}"),
    ),
}
