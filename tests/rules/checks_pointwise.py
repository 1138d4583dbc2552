"""How each elementwise row is made; its formula is evaluated from the row itself."""

import math
from collections.abc import Callable, Mapping

import torch
import torch.nn.functional as F
from numpy.random import Generator
from torch import Tensor

from tests.rules.check import Array, Pointwise, Sampler, coarse, positive, unit

__all__ = ["POINTWISE"]

aten = torch.ops.aten
SIZE = (4, 5)
POSITIVE, UNIT, COARSE = positive(*SIZE), unit(*SIZE), coarse(*SIZE)
SELU = {r"\alpha": 1.6732632423543772, r"\lambda": 1.0507009873554805}


def above_one(rng: Generator) -> Array:
    return rng.uniform(1.2, 3.0, size=SIZE)


def low(rng: Generator) -> Array:
    return rng.uniform(0.1, 1.5, size=SIZE)


def with_nan(rng: Generator) -> Array:
    return rng.choice([1.5, -2.0, math.nan, math.inf], size=SIZE)


def check(
    grad_fn: str,
    forward: Callable[..., Tensor],
    *,
    constants: Mapping[str, float] | None = None,
    direct: bool = True,
    written: bool = True,
    **domains: Sampler,
) -> Pointwise:
    return Pointwise(
        grad_fn=grad_fn,
        forward=forward,
        domains=domains,
        constants=constants or {},
        direct=direct,
        forward_formula=written,
    )


POINTWISE: tuple[Pointwise, ...] = (
    check("AddBackward0", lambda a, b: a + b),
    check("AddBackward1", lambda a: aten.add.Scalar(a, 2.0), constants={"b": 2.0}),
    check("SubBackward0", lambda a, b: a - b),
    check("SubBackward1", lambda a: aten.sub.Scalar(a, 2.0), constants={"b": 2.0}),
    check("RsubBackward0", lambda a, b: torch.rsub(a, b)),
    check("RsubBackward1", lambda a: 2.0 - a, constants={"b": 2.0}),
    check("MulBackward0", lambda a, b: a * b),
    check("MulBackward1", lambda a: aten.mul.Scalar(a, 3.0), constants={"b": 3.0}),
    check("DivBackward0", lambda a, b: a / b, b=POSITIVE),
    check("DivBackward1", lambda a: aten.div.Scalar(a, 3.0), constants={"b": 3.0}),
    check(
        "DivBackward2",
        lambda a, b: torch.div(a, b, rounding_mode="floor"),
        b=POSITIVE,
        written=False,
    ),
    check(
        "DivBackward3",
        lambda a: aten.div.Scalar_mode(a, 3.0, rounding_mode="trunc"),
        constants={"b": 3.0},
        written=False,
    ),
    check("NegBackward0", lambda x: -x),
    check("PowBackward0", lambda x: x**3, constants={"n": 3.0}),
    check("PowBackward1", lambda a, b: a**b, a=POSITIVE),
    check("PowBackward2", lambda x: 3.0**x, constants={"c": 3.0}),
    check("ReciprocalBackward0", lambda x: x.reciprocal(), x=POSITIVE),
    check("SqrtBackward0", lambda x: x.sqrt(), x=POSITIVE),
    check("RsqrtBackward0", lambda x: x.rsqrt(), x=POSITIVE),
    check("AbsBackward0", lambda x: x.abs(), x=COARSE),
    check(
        "AddcmulBackward0",
        lambda x, a, b: torch.addcmul(x, a, b, value=0.5),
        constants={"c": 0.5},
    ),
    check(
        "AddcdivBackward0",
        lambda x, a, b: torch.addcdiv(x, a, b, value=0.5),
        constants={"c": 0.5},
        b=POSITIVE,
    ),
    check("LerpBackward0", lambda a, b: torch.lerp(a, b, 0.3), constants={"w": 0.3}),
    check("LerpBackward1", lambda a, b, w: torch.lerp(a, b, w)),
    check("MaximumBackward0", lambda a, b: torch.maximum(a, b), a=COARSE, b=COARSE),
    check("MinimumBackward0", lambda a, b: torch.minimum(a, b), a=COARSE, b=COARSE),
    check("FmaxBackward0", lambda a, b: torch.fmax(a, b), a=COARSE, b=COARSE),
    check("FminBackward0", lambda a, b: torch.fmin(a, b), a=COARSE, b=COARSE),
    check(
        "ClampBackward0",
        lambda x, l, u: torch.clamp(x, l, u),  # noqa: E741
        x=COARSE,
        l=coarse(*SIZE),
        u=low,
    ),
    check(
        "ClampBackward1",
        lambda x: torch.clamp(x, -1.0, 1.0),
        constants={"l": -1.0, "u": 1.0},
        x=COARSE,
    ),
    check("ClampMinBackward0", lambda x: torch.clamp_min(x, 0.0), constants={"l": 0.0}, x=COARSE),
    check("ClampMinBackward1", lambda x, l: torch.clamp_min(x, l), x=COARSE, l=COARSE),  # noqa: E741
    check("ClampMaxBackward0", lambda x: torch.clamp_max(x, 0.0), constants={"u": 0.0}, x=COARSE),
    check("ClampMaxBackward1", lambda x, u: torch.clamp_max(x, u), x=COARSE, u=COARSE),
    check("HypotBackward0", lambda a, b: torch.hypot(a, b)),
    check("FmodBackward0", lambda a: torch.fmod(a, 0.7), constants={"b": 0.7}),
    check("FmodBackward1", lambda a, b: torch.fmod(a, b), b=POSITIVE),
    check("RemainderBackward0", lambda a: a % 0.7, constants={"b": 0.7}),
    check("RemainderBackward1", lambda a, b: a % b, b=POSITIVE),
    check("FloorBackward0", lambda x: x.floor()),
    check("CeilBackward0", lambda x: x.ceil()),
    check("RoundBackward0", lambda x: x.round()),
    check("RoundBackward1", lambda x: torch.round(x, decimals=0)),
    check("TruncBackward0", lambda x: x.trunc()),
    check("FracBackward0", lambda x: x.frac()),
    check("SignBackward0", lambda x: x.sign()),
    check("SgnBackward0", lambda x: x.sgn()),
    check("CopysignBackward0", lambda a, b: torch.copysign(a, b)),
    check("CopysignBackward1", lambda a: torch.copysign(a, -1.0), constants={"b": -1.0}),
    # functions
    check("ExpBackward0", lambda x: x.exp()),
    check("Exp2Backward0", lambda x: x.exp2()),
    check("Expm1Backward0", lambda x: x.expm1()),
    check("LogBackward0", lambda x: x.log(), x=POSITIVE),
    check("Log2Backward0", lambda x: x.log2(), x=POSITIVE),
    check("Log10Backward0", lambda x: x.log10(), x=POSITIVE),
    check("Log1PBackward0", lambda x: x.log1p(), x=POSITIVE),
    check("SinBackward0", lambda x: x.sin()),
    check("CosBackward0", lambda x: x.cos()),
    check("TanBackward0", lambda x: x.tan()),
    check("AsinBackward0", lambda x: x.asin(), x=UNIT),
    check("AcosBackward0", lambda x: x.acos(), x=UNIT),
    check("AtanBackward0", lambda x: x.atan()),
    check("SinhBackward0", lambda x: x.sinh()),
    check("CoshBackward0", lambda x: x.cosh()),
    check("TanhBackward0", lambda x: x.tanh()),
    check("AsinhBackward0", lambda x: x.asinh()),
    check("AcoshBackward0", lambda x: x.acosh(), x=above_one),
    check("AtanhBackward0", lambda x: x.atanh(), x=UNIT),
    check("ErfBackward0", lambda x: x.erf()),
    check("ErfcBackward0", lambda x: x.erfc()),
    check("ErfinvBackward0", lambda x: x.erfinv(), x=UNIT),
    check("LgammaBackward0", lambda x: x.lgamma(), x=POSITIVE),
    check("DigammaBackward0", lambda x: x.digamma(), x=POSITIVE),
    check("I0Backward0", lambda x: torch.special.i0(x)),
    check("SpecialI0EBackward0", lambda x: torch.special.i0e(x)),
    check("SpecialI1Backward0", lambda x: torch.special.i1(x)),
    check("SpecialI1EBackward0", lambda x: torch.special.i1e(x)),
    check("SincBackward0", lambda x: x.sinc()),
    check("LogitBackward0", lambda x: x.logit(), x=UNIT),
    check("Deg2RadBackward0", lambda x: x.deg2rad()),
    check("Rad2DegBackward0", lambda x: x.rad2deg()),
    check("SpecialEntrBackward0", lambda x: torch.special.entr(x), x=POSITIVE),
    check("SpecialErfcxBackward0", lambda x: torch.special.erfcx(x)),
    check("SpecialLogNdtrBackward0", lambda x: torch.special.log_ndtr(x)),
    check("SpecialNdtriBackward0", lambda x: torch.special.ndtri(x), x=UNIT),
    check("NanToNumBackward0", lambda x: torch.nan_to_num(x, posinf=0.0), x=with_nan),
    check("Atan2Backward0", lambda a, b: torch.atan2(a, b)),
    check("XlogyBackward0", lambda a, b: torch.xlogy(a, b), b=POSITIVE),
    check("XlogyBackward2", lambda a: torch.xlogy(a, 3.0), constants={"b": 3.0}),
    check("SpecialXlog1PyBackward0", lambda a, b: torch.special.xlog1py(a, b), b=POSITIVE),
    check("SpecialXlog1PyBackward2", lambda a: torch.special.xlog1py(a, 3.0), constants={"b": 3.0}),
    check("LogaddexpBackward0", lambda a, b: torch.logaddexp(a, b)),
    check("Logaddexp2Backward0", lambda a, b: torch.logaddexp2(a, b)),
    check("LdexpBackward0", lambda a, b: torch.ldexp(a, b)),
    # activations
    check("ReluBackward0", lambda x: F.relu(x), x=COARSE),
    check("SigmoidBackward0", lambda x: x.sigmoid()),
    check(
        "LeakyReluBackward0", lambda x: F.leaky_relu(x, 0.1), constants={r"\alpha": 0.1}, x=COARSE
    ),
    check(
        "LeakyReluBackward1",
        lambda x: F.leaky_relu_(x * 1, 0.1),
        constants={r"\alpha": 0.1},
        direct=False,
    ),
    check("EluBackward0", lambda x: F.selu(x), constants=SELU),
    check(
        "EluBackward1",
        lambda x: F.elu_(x * 1, 0.5),
        constants={r"\alpha": 0.5, r"\lambda": 1.0},
        direct=False,
    ),
    check("CeluBackward0", lambda x: F.celu(x, 0.5), constants={r"\alpha": 0.5}),
    check("CeluBackward1", lambda x: F.celu_(x * 1, 0.5), constants={r"\alpha": 0.5}, direct=False),
    check("GeluBackward0", lambda x: F.gelu(x)),
    check("SiluBackward0", lambda x: F.silu(x)),
    check("MishBackward0", lambda x: F.mish(x)),
    check("SoftplusBackward0", lambda x: F.softplus(x, beta=2.0), constants={r"\beta": 2.0}),
    check("LogSigmoidBackward0", lambda x: F.logsigmoid(x)),
    check("HardtanhBackward0", lambda x: F.hardtanh(x), constants={"l": -1.0, "u": 1.0}, x=COARSE),
    check("HardsigmoidBackward0", lambda x: F.hardsigmoid(x * 1), x=COARSE, direct=False),
    check("HardswishBackward0", lambda x: F.hardswish(x)),
    check(
        "ThresholdBackward0",
        lambda x: F.threshold(x, 1.0, 7.0),
        constants={"t": 1.0, "v": 7.0},
        x=COARSE,
    ),
    check(
        "ThresholdBackward1",
        lambda x: F.threshold_(x * 1, 1.0, 7.0),
        constants={"t": 1.0, "v": 7.0},
        x=COARSE,
        direct=False,
    ),
    check("SoftshrinkBackward0", lambda x: F.softshrink(x, 0.5), constants={r"\lambda": 0.5}),
    check("HardshrinkBackward0", lambda x: F.hardshrink(x, 0.5), constants={r"\lambda": 0.5}),
    check("PreluKernelBackward0", lambda x, w: torch._prelu_kernel(x, w)),
    check("RreluWithNoiseBackward0", lambda x: F.rrelu(x, 0.25, 0.25, True), constants={"r": 0.25}),
    check(
        "RreluWithNoiseBackward1",
        lambda x: F.rrelu_(x * 1, 0.25, 0.25, True),
        constants={"r": 0.25},
        direct=False,
    ),
)
