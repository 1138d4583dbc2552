"""Numeric forms of complex numbers and Fourier transforms."""

import numpy as np
import torch

from tests.rules.check import Array, Check, check, complex_normal, normal, positive

__all__ = ["WAVES"]


def dft(n: int, rows: int) -> Array:
    """The first rows of the matrix of a Fourier transform."""
    return np.exp(-2j * np.pi * np.outer(np.arange(rows), np.arange(n)) / n)


def back_to_real(z: Array, y: Array, g: Array) -> Array:
    """irfft to six numbers: the frequencies 1 and 2 stand for their mirror images too."""
    twice = np.array([1, 2, 2, 1])
    return twice / 6 * (dft(6, 4) @ g)


def polar(r: Array, angle: Array, y: Array, g: Array) -> tuple[Array, Array]:
    return (np.conj(g) * np.exp(1j * angle)).real, (np.conj(g) * 1j * y).real


Z = complex_normal(4)

WAVES: tuple[Check, ...] = (
    check("ViewAsRealBackward0", torch.view_as_real, lambda z, y, g: g[..., 0] + 1j * g[..., 1], Z),
    check(
        "ViewAsComplexBackward0",
        torch.view_as_complex,
        lambda x, y, g: np.stack([g.real, g.imag], -1),
        normal(4, 2),
    ),
    check(
        "ComplexBackward0", torch.complex, lambda a, b, y, g: (g.real, g.imag), normal(4), normal(4)
    ),
    check("PolarBackward0", torch.polar, polar, positive(4), normal(4)),
    check("AngleBackward0", torch.angle, lambda z, y, g: g * 1j * z / np.abs(z) ** 2, Z),
    check("ConjBackward0", torch.conj, lambda z, y, g: np.conj(g), Z),
    check("ConjPhysicalBackward0", torch.conj_physical, lambda z, y, g: np.conj(g), Z),
    check(
        "ConjPhysicalBackward1",
        lambda z: torch.conj_physical_(z * 1),
        lambda z, y, g: np.conj(g),
        Z,
        direct=False,
    ),
    check("FftC2CBackward0", torch.fft.fft, lambda z, y, g: np.conj(dft(4, 4)).T @ g, Z),
    check(
        "FftR2CBackward0",
        torch.fft.rfft,
        lambda x, y, g: (np.conj(dft(6, 4)).T @ g).real,
        normal(6),
    ),
    check("FftC2RBackward0", lambda z: torch.fft.irfft(z, 6), back_to_real, Z),
)
