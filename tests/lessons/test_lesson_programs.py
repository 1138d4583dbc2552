"""Every program runs in plain PyTorch, warnings being errors, and does what its lesson says."""

import math
from collections.abc import Callable
from typing import Any

import pytest
import torch

from chainrule.lessons import LESSONS, Lesson

Run = Callable[..., Any]

sound = [lesson for lesson in LESSONS if lesson.raises is None]


def near(tensor: torch.Tensor, expected: object, tolerance: float = 5e-3) -> bool:
    """Whether the numbers are those that the lesson's prose gives, to three digits."""
    return torch.allclose(tensor.detach(), torch.tensor(expected), rtol=tolerance, atol=1e-6)


def numbers(output: str) -> list[float]:
    """The last word of each printed line."""
    return [float(line.split()[-1]) for line in output.splitlines()]


@pytest.mark.parametrize("lesson", sound, ids=lambda lesson: lesson.slug)
def test_runs_clean(lesson: Lesson, run: Run) -> None:
    run(lesson.slug)


def test_failing_lessons_are_these_two() -> None:
    assert {lesson.slug: lesson.raises for lesson in LESSONS if lesson.raises} == {
        "shape-mismatch": "RuntimeError",
        "in-place-error": "RuntimeError",
    }


def test_shape_mismatch(run: Run) -> None:
    with pytest.raises(RuntimeError, match=r"cannot be multiplied \(4x4 and 3x1\)"):
        run("shape-mismatch")
    fixed = run("shape-mismatch", ("ones(4, 4)", "ones(4, 3)"))
    assert fixed.prediction.shape == (4, 1)


def test_in_place_error(run: Run) -> None:
    with pytest.raises(RuntimeError, match=r"output 0 of Exp\w*, is at version 1; expected"):
        run("in-place-error")
    run("in-place-error", ("activation += 1", "activation = activation + 1"))
    run("in-place-error", ("torch.exp", "torch.sin"))


def test_linear_regression(run: Run) -> None:
    stopped = run("linear-regression", ("optimiser.step()", ""), ("optimiser.zero_grad()", ""))
    layer = stopped.model.linear_layer
    assert near(stopped.prediction, [[-0.277]])
    assert near(layer.bias.grad, [-5.15])
    assert near(layer.weight.grad, [[-5.15, -10.3, -15.5]])
    lesson = run("linear-regression")
    after = lesson.F.mse_loss(lesson.model(lesson.X), lesson.y)
    assert after < lesson.loss
    assert lesson.model.linear_layer.weight.grad is None


def test_linear_regression_overshoots_at_a_larger_lr(run: Run) -> None:
    lesson = run("linear-regression", ("lr=0.01", "lr=0.1"))
    assert lesson.model(lesson.X) > lesson.y > lesson.prediction


def test_forward_and_backward(run: Run) -> None:
    lesson = run("forward-and-backward")
    assert (lesson.loss.item(), lesson.w.grad.item(), lesson.b.grad.item()) == (4.0, -8.0, -4.0)


def test_by_hand_equals_by_autograd(run: Run) -> None:
    hand, auto = run("by-hand"), run("by-autograd")
    assert torch.equal(hand.grad_weight, auto.model.weight.grad)
    assert torch.equal(hand.grad_bias, auto.model.bias.grad)
    assert torch.equal(hand.model.weight, auto.model.weight)
    assert near(hand.grad_weight, [[-4.0], [-8.0], [-12.0]])


def test_module(run: Run) -> None:
    lesson = run("module")
    assert "['layer.weight', 'layer.bias', 'offset.amount']" in lesson.printed
    assert lesson.model.offset.amount.grad == 1.0


def test_grad_fn(run: Run) -> None:
    lesson = run("grad-fn")
    assert lesson.printed.split() == ["a:", "None", "total:", "AddBackward0", "c:", "SqrtBackward0"]
    assert near(torch.stack([lesson.a.grad, lesson.b.grad]), [0.6, 0.8])


def test_requires_grad(run: Run) -> None:
    lesson = run("requires-grad")
    assert [lesson.X.grad, lesson.y.grad, lesson.bias.grad] == [None, None, None]
    assert near(lesson.weight.grad, [-4.0, -8.0])
    assert lesson.prediction.requires_grad
    assert not lesson.prediction.is_leaf


def test_chain_rule(run: Run) -> None:
    lesson = run("chain-rule")
    assert [lesson.c.grad, lesson.b.grad, lesson.a.grad] == [10.0, 120.0, 240.0]
    nudged = run("chain-rule", ("tensor(3.0", "tensor(3.001"))
    assert (nudged.d - lesson.d).item() == pytest.approx(0.24, rel=1e-2)


def test_fan_out(run: Run) -> None:
    assert run("fan-out").x.grad == 3.0 + 8.0
    assert run("fan-out", ("+ squared", "+ squared + x")).x.grad == 12.0


def test_broadcasting(run: Run) -> None:
    assert run("broadcasting").bias.grad.tolist() == [7.0, 4.0]


def test_detach(run: Run) -> None:
    assert near(run("detach").w.grad, -4.0)
    assert run("detach", (".detach()", "")).w.grad == 0.0
    elsewhere = run("detach", (".detach()", ""), ("- estimate)", "- estimate.detach())"))
    assert elsewhere.w.grad == 4.0


def test_batch_dimension(run: Run) -> None:
    lesson = run("batch-dimension")
    assert lesson.prediction.shape == (4, 1)
    assert lesson.loss == 0.375
    assert lesson.weight.grad.tolist() == [[0.75], [0.0], [1.0]]
    twice = run(
        "batch-dimension", ("weight = ", "X, y = X.repeat(2, 1), y.repeat(2, 1)\nweight = ")
    )
    assert torch.equal(twice.weight.grad, lesson.weight.grad)


def test_data_loader(run: Run) -> None:
    assert numbers(run("data-loader").printed) == [4, 4, 2]
    assert numbers(run("data-loader", ("=4)", "=4, drop_last=True)")).printed) == [4, 4]


@pytest.mark.parametrize(
    ("lr", "after"), [("0.1", 1.8), ("0.5", 5.0), ("1.0", 9.0)], ids=["walks", "lands", "leaps"]
)
def test_optimiser_step(run: Run, lr: str, after: float) -> None:
    assert numbers(run("optimiser-step", ("lr=0.1", f"lr={lr}")).printed)[0] == after


def test_accumulation(run: Run) -> None:
    printed = run("accumulation").printed
    assert printed.split() == [
        "once:",
        "tensor(3.)",
        "twice:",
        "tensor(7.)",
        "fresh:",
        "tensor(4.)",
    ]
    assert run("accumulation", ("w.grad = None", "")).w.grad == 11.0


def test_zero_grad_settles(run: Run) -> None:
    path = numbers(run("zero-grad").printed)
    assert path == sorted(path)
    assert 1.9 < path[-1] < 2.0


def test_forgetting_zero_grad_makes_grad_grow(run: Run) -> None:
    grads = [
        run("forgetting-zero-grad", ("range(6)", f"range({count})")).w.grad for count in (1, 2, 3)
    ]
    fresh = run("zero-grad", ("range(6)", "range(2)"), ("    optimiser.zero_grad()\n", "")).w.grad
    assert near(torch.stack(grads[:2]), [-18.7, -28.6])
    assert torch.equal(fresh, grads[1])
    assert grads[1].abs() > grads[0].abs()
    assert grads[2] < 0, "The third slope says go back, and is outvoted."
    assert max(numbers(run("forgetting-zero-grad").printed)) > 4


def test_the_twins_differ_in_one_line(run: Run) -> None:
    programs = {lesson.slug: lesson.program.splitlines() for lesson in LESSONS}
    for left, right in [
        ("zero-grad", "forgetting-zero-grad"),
        ("sigmoid", "relu"),
        ("sgd", "momentum"),
        ("sgd", "adam"),
        ("vanishing-gradients", "residual"),
    ]:
        pairs = zip(programs[left], programs[right], strict=True)
        assert sum(a != b for a, b in pairs) == 1, (left, right)


def test_training_loop(run: Run) -> None:
    lesson = run("training-loop")
    losses = numbers(lesson.printed)
    assert losses == sorted(losses, reverse=True)
    assert losses[-1] < 0.01 * losses[0]
    assert near(lesson.model.weight, [[2.0, -1.0]], tolerance=0.05)
    assert near(lesson.model.bias, [1.0], tolerance=0.06)


def test_sgd_zigzags(run: Run) -> None:
    first = run("sgd", ("range(8)", "range(1)"))
    second = run("sgd", ("range(8)", "range(2)"))
    assert near(first.w, [3.28, -0.8])
    assert near(second.w, [2.69, 0.64])
    bouncing = run("sgd", ("lr=0.18", "lr=0.2")).w[1].abs().item()
    assert bouncing == pytest.approx(1.0, abs=1e-4)
    assert run("sgd", ("lr=0.18", "lr=0.21")).w[1].abs() > 1.5


def test_momentum_keeps_half_its_velocity(run: Run) -> None:
    lesson = run("momentum", ("range(8)", "range(2)"))
    assert near(lesson.optimiser.state[lesson.w]["momentum_buffer"], [5.28, -3.0])
    flat = [run("momentum", ("range(8)", f"range({count})")).w[0] for count in (5, 6)]
    assert flat[0] > 0 > flat[1]


def test_adam_steps_by_lr(run: Run) -> None:
    first = run("adam", ("range(8)", "range(1)"))
    assert near(first.w, [3.5, 0.5])
    assert near(run("adam").w[0], 0.27, tolerance=0.02)
    scaled = run("adam", ("(steepness", "(1000 * steepness"))
    assert near(scaled.w, run("adam").w.tolist())
    before, after = (run("adam", ("range(8)", f"range({count})")).w[1] for count in (3, 4))
    assert after < before < 0, "The slope is negative, and yet the step goes on downwards."


def test_gradient_clipping(run: Run) -> None:
    lesson = run("gradient-clipping", ("optimiser.zero_grad()", ""))
    assert "before: tensor([300., 400.])" in lesson.printed
    assert near(lesson.w.grad, [3.0, 4.0])
    assert near(lesson.w, [2.7, 3.6])
    unclipped = run("gradient-clipping", ("clip_grad_norm_([w], max_norm=5.0)", ""))
    assert near(unclipped.w, [-27.0, -36.0])


def test_sigmoid_saturates_and_relu_does_not(run: Run) -> None:
    sigmoid, relu = run("sigmoid"), run("relu")
    assert sigmoid.z == relu.z == 10.0
    assert sigmoid.w.grad.abs().max() < 0.0002
    assert relu.w.grad.tolist() == [20.0, 40.0]
    steepest = run("sigmoid", ("tensor(-1.0", "tensor(-11.0"))
    assert steepest.z == 0.0
    assert steepest.w.grad.abs().max() > 0.1


def test_dead_relu_stays_dead(run: Run) -> None:
    lesson = run("dead-relu")
    assert (lesson.w.item(), lesson.b.item()) == (1.0, -5.0)
    still = run("dead-relu", ("    optimiser.zero_grad()\n", ""))
    assert still.w.grad == 0.0
    assert run("dead-relu", ("torch.relu(z)", "F.leaky_relu(z)")).w > 1.0
    assert run("dead-relu", ("-5.0", "-2.5")).w > 1.0


def test_cross_entropy(run: Run) -> None:
    lesson = run("cross-entropy")
    truth = torch.tensor([[0.0, 0.0, 1.0]])
    assert torch.allclose(lesson.logits.grad, (lesson.probabilities - truth).detach())
    assert near(lesson.logits.grad, [[0.665, 0.245, -0.91]])
    assert near(lesson.loss, 2.41)


def test_xor_learns(run: Run) -> None:
    lesson = run("xor")
    assert lesson.loss < 0.01
    assert torch.equal(lesson.model(lesson.X).round().abs(), lesson.y)
    first = run("xor", ("range(40)", "range(1)"))
    assert first.loss > 0.25
    straight = run("xor", ("    torch.nn.Tanh(),\n", ""))
    assert straight.loss.item() == pytest.approx(0.25, abs=0.01)


def test_convolution(run: Run) -> None:
    lesson = run("convolution")
    assert lesson.edges[0, 0].tolist() == [[0.0, 2.0, 0.0]] * 3
    assert lesson.kernel.grad[0, 0].tolist() == [[0.0, 3.0], [0.0, 3.0]]


def test_attention(run: Run) -> None:
    lesson = run("attention", ("loss.backward()", "scores.retain_grad()\nloss.backward()"))
    assert torch.allclose(lesson.attention.sum(dim=1), torch.ones(3))
    assert near(lesson.attention[2, 2], 0.67, tolerance=0.01)
    assert torch.allclose(lesson.scores.grad.sum(dim=1), torch.zeros(3), atol=1e-6)
    assert (lesson.w_query.grad != 0).all()


def test_gradients_vanish_without_a_residual_connection(run: Run) -> None:
    plain, residual = run("vanishing-gradients"), run("residual")
    assert near(plain.w.grad, 0.0005, tolerance=0.05)
    assert (1 / plain.w.grad).item() == pytest.approx(2000, rel=0.05)
    assert near(residual.w.grad, 1.49)
    assert residual.w.grad / plain.w.grad > 3000


def test_rnn(run: Run) -> None:
    lesson = run("rnn")
    assert math.tanh(0.5) == pytest.approx(0.462, abs=1e-3)
    assert run("rnn", ("(1.0, -1.0, 2.0)", "(1.0,)")).w_back.grad == 0.0
    assert lesson.w_back.grad != 0.0


def test_dropout(run: Run) -> None:
    lesson = run("dropout")
    assert lesson.kept.tolist() == [2.0, 0.0, 6.0, 0.0]
    assert "tensor([2., 0., 2., 0.])" in lesson.printed.splitlines()[0]
    assert lesson.x.grad.tolist() == [1.0, 1.0, 1.0, 1.0]


def test_batch_norm(run: Run) -> None:
    assert "running mean tensor([0.5000])" in run("batch-norm").printed
    evaluated = run("batch-norm").normal.flatten()
    trained = run("batch-norm", ("layer.eval()", "")).normal.flatten()
    assert near(evaluated, [1.20, 2.80, 4.39, 5.99])
    assert near(trained, [-1.34, -0.447, 0.447, 1.34])
    often = ("layer.eval()", "for _ in range(50): layer(X)\nlayer.eval()")
    assert near(run("batch-norm", often).normal.flatten(), trained.tolist(), tolerance=0.2)


def test_nan_is_born_where_the_lesson_says(run: Run) -> None:
    keep = "squares.retain_grad()\ndifference.retain_grad()\ndistance.backward()"
    lesson = run("nan", ("distance.backward()", keep))
    assert torch.isfinite(lesson.distance)
    assert lesson.squares.grad.isinf().all()
    assert lesson.difference.grad.isnan().all()
    assert lesson.a.grad.isnan().all()
    healthy = run("nan", ("b = torch.tensor([1.0, 2.0])", "b = torch.tensor([1.0, 2.5])"))
    assert healthy.a.grad.tolist() == [0.0, -1.0]
    assert run("nan", ("squares.sum()", "squares.sum() + 1e-12")).a.grad.isfinite().all()


def test_double_backward(run: Run) -> None:
    lesson = run("double-backward")
    assert (lesson.y.item(), lesson.slope.item(), lesson.x.grad.item()) == (64.0, 48.0, 24.0)


def test_custom_function(run: Run) -> None:
    lesson = run("custom-function")
    assert lesson.x.grad.tolist() == [3.0, 12.0]
    assert torch.autograd.gradcheck(lesson.Cube.apply, lesson.x.detach().double().requires_grad_())
