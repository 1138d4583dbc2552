r"""Two ways to write a gradient: the tables' short \bar{x}, and the ∂L/∂x that lessons use."""

import re

__all__ = ["with_partials"]

INDEX = r"\{(?:[^{}]|\{[^{}]*\})*\}"
BARRED = re.compile(
    rf"\\bar\{{(?P<letter>\\?\w+)\}}(?P<index>_{INDEX}|\[[^\[\]]*\])?(?P<power>\^{INDEX})?"
)
# Innermost round brackets that are not yet as tall as what they hold.
BRACKETS = re.compile(r"(?<!\\left)\(([^()]*\\frac(?:[^()]|\\left\(|\\right\))*?)(?<!\\right)\)")


def with_partials(latex: str) -> str:
    r"""The formula with \frac{\partial L}{\partial x} for each \bar{x}, index included."""
    return BRACKETS.sub(r"\\left(\1\\right)", BARRED.sub(_fraction, latex))


def _fraction(barred: re.Match[str]) -> str:
    fraction = rf"\frac{{\partial L}}{{\partial {barred['letter']}{barred['index'] or ''}}}"
    power = barred["power"]
    return rf"\left({fraction}\right){power}" if power else fraction
