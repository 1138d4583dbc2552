"""Complex numbers and Fourier transforms; a gradient is ∂L/∂Re + i ∂L/∂Im, as in PyTorch."""

from chainrule.rules.rule import Rule, Slot, moved

__all__ = ["WAVES"]


def _row(op: str, symbol: str, call: str, forward: str, rules: dict[str, str], why: str) -> Rule:
    slots = tuple(Slot(argument=name, rule=rule) for name, rule in rules.items())
    return moved(op, symbol, call, forward, slots, why)


WAVES: tuple[Rule, ...] = (
    _row(
        "ViewAsRealBackward0",
        "a, b",
        "torch.view_as_real(input)",
        r"y = (\operatorname{Re} z, \, \operatorname{Im} z)",
        {"input": r"\bar{z} = \bar{y}_{1} + i \, \bar{y}_{2}"},
        "Two real numbers are one complex number in another dress.",
    ),
    _row(
        "ViewAsComplexBackward0",
        "a + ib",
        "torch.view_as_complex(input)",
        r"z = x_{1} + i \, x_{2}",
        {"input": r"\bar{x} = (\operatorname{Re} \bar{z}, \, \operatorname{Im} \bar{z})"},
        "One complex number is two real numbers in another dress.",
    ),
    _row(
        "ComplexBackward0",
        "a + ib",
        "torch.complex(real, imag)",
        "z = a + i \\, b",
        {
            "real": r"\bar{a} = \operatorname{Re} \bar{z}",
            "imag": r"\bar{b} = \operatorname{Im} \bar{z}",
        },
        "Each part takes its own part of the gradient.",
    ),
    _row(
        "PolarBackward0",
        "r·eⁱᵠ",
        "torch.polar(abs, angle)",
        r"z = r \cdot e^{i \varphi}",
        {
            "abs": r"\bar{r} = \operatorname{Re}\left(\bar{z}^{*} \cdot e^{i \varphi}\right)",
            "angle": r"\bar{\varphi} = \operatorname{Re}\left(\bar{z}^{*} \cdot i z\right)",
        },
        "The length hears what lies along the arrow, the angle what lies across it.",
    ),
    _row(
        "AngleBackward0",
        "∠",
        "torch.angle(input)",
        r"y = \operatorname{arg} z",
        {"input": r"\bar{z} = \bar{y} \cdot \frac{i z}{\left| z \right|^{2}}"},
        "Only a move across the arrow turns it, and a long arrow turns less.",
    ),
    _row(
        "ConjBackward0 ConjPhysicalBackward0 ConjPhysicalBackward1",
        "z*",
        "torch.conj(input)",
        r"y = z^{*}",
        {"input": r"\bar{z} = \bar{y}^{*}"},
        "A mirror image goes back as a mirror image.",
    ),
    _row(
        "FftC2CBackward0",
        "FFT",
        "torch.fft.fft(input)",
        r"Y = F z",
        {"input": r"\bar{z} = F^{\mathsf{H}} \, \bar{Y}"},
        "A Fourier transform is a matrix; back goes its conjugate transpose, the wave run"
        " backwards.",
    ),
    _row(
        "FftR2CBackward0",
        "FFT",
        "torch.fft.rfft(input)",
        r"Y = F x",
        {"input": r"\bar{x} = \operatorname{Re}\left( F^{\mathsf{H}} \, \bar{Y} \right)"},
        "The transform of a real signal; back goes the real part of the wave run backwards.",
    ),
    _row(
        "FftC2RBackward0",
        "FFT⁻¹",
        "torch.fft.irfft(input)",
        r"y = \frac{1}{n} \operatorname{Re} \sum_{k} c_{k} \, z_{k} \, e^{2 \pi i j k / n}",
        {"input": r"\bar{z}_{k} = \frac{c_{k}}{n} \sum_{j} \bar{y}_{j} \, e^{-2 \pi i j k / n}"},
        "Frequencies that stand for two, k and −k, get twice the gradient.",
    ),
)
