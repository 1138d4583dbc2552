"""Advice on errors of autograd and of optimisers."""

from chainrule.rules.hint import Hint, hint

__all__ = ["GRADIENT_HINTS"]

GRADIENT_HINTS: tuple[Hint, ...] = (
    hint(
        r"modified by an inplace operation: \[(?P<kind>.*)\], which is output (?P<output>\d+)"
        r" of (?:[\w:]+::)?(?P<maker>\w+), is at version (?P<found>\d+);"
        r" expected version (?P<expected>\d+)",
        "The backward pass needs a tensor as it was (made by {maker}, {kind}), but it was changed"
        " in place afterwards: it is at version {found} instead of {expected}. Look for +=, a"
        " method ending in _, x[i] = …, or an optimizer.step() between forward and backward, and"
        " write a new tensor instead (x = x + 1).",
    ),
    hint(
        r"modified by an inplace operation",
        "The backward pass needs a tensor as it was, but it was changed in place afterwards. Look"
        " for +=, a method ending in _ or x[i] = …, and write a new tensor instead.",
    ),
    hint(
        r"Trying to backward through the graph a second time",
        "A backward pass frees what the forward pass saved, so the same graph cannot be walked"
        " twice. Compute the loss again before calling backward again, detach what is carried over"
        " from the last iteration, or pass retain_graph=True to the first call.",
    ),
    hint(
        r"element \d+ of tensors does not require grad and does not have a grad_fn",
        "backward() was called on a tensor that hangs on no graph: nothing in it came from a tensor"
        " with requires_grad=True, or the way there was cut by detach(), .item(), no_grad() or an"
        " operation without a gradient such as argmax or >. Follow the tensor back to where its"
        " grad_fn becomes None. A gradient of a gradient needs create_graph=True in the first"
        " call.",
    ),
    hint(
        r"grad can be implicitly created only for scalar outputs",
        "backward() starts with dL/dL = 1, which only makes sense for a single number. Reduce the"
        " tensor first, with .mean() or .sum(), or pass the gradient to start with:"
        " y.backward(torch.ones_like(y)).",
    ),
    hint(
        r"grad can be implicitly created only for real scalar outputs",
        "This result is a complex number, and nothing is larger or smaller than that: only a real"
        " one can go down a slope. End with .abs(), .real or abs()**2.",
    ),
    hint(
        r"`inputs` argument to `backward\(\)` cannot be empty",
        "inputs= names the leaves that are to get a .grad, and the list is empty. Leave it out, and"
        " all of them do.",
    ),
    hint(
        r"hook '(?P<hook>[^']*)' has changed the size of value",
        "A hook may change the numbers of a gradient, and not its shape: {hook} returned another"
        " one. Return a tensor of the shape of the gradient it was given, or None to leave that as"
        " it is.",
    ),
    hint(
        r"post accumulate grad hooks should return None",
        "This hook runs when .grad is there already, so there is nothing to return. Change"
        " parameter.grad itself, and mind that a lambda returns what its expression gives.",
    ),
    hint(
        r"expected Variable, but hook returned '(?P<kind>\w+)'",
        "A hook returns the new gradient as a tensor, or None to leave it as it is; this one"
        " returned a {kind}. Write gradient * 2 and the like.",
    ),
    hint(
        r"cannot resize variables that require grad",
        "A tensor of the graph cannot change its size. Make another, with reshape or torch.cat.",
    ),
    hint(
        r"Expected f\(\*args\) to return a scalar",
        "torch.func.grad is for functions that give a single number. Reduce the result with .sum()"
        " or .mean(), or use torch.func.jacrev for all the derivatives of many results.",
    ),
    hint(
        r"vmap: It looks like you're calling \.item\(\)"
        r"|vmap: It looks like you're attempting to use a Tensor in some data-dependent",
        "Under vmap a tensor stands for all examples at once, so it is no single number that Python"
        " could look at or decide by. Use torch.where instead of if, and tensors instead of"
        " .item().",
    ),
    hint(
        r"vmap: called random operation",
        "Should all examples draw the same random numbers, or each its own? Say so:"
        ' torch.func.vmap(f, randomness="same") or "different".',
    ),
    hint(
        r"Trying to use forward AD with (?P<op>\w+) that does not support it",
        "{op} can go backward, and not forward as jvp does. Use torch.func.vjp or grad instead.",
    ),
    hint(
        r"LBFGS\.step\(\) missing 1 required positional argument: 'closure'",
        "LBFGS tries several points in one step, so it must be able to compute the loss again:"
        " optimizer.step(closure), where closure() clears the gradients, computes the loss, calls"
        " backward() and returns the loss.",
    ),
    hint(
        r"Mismatch in shape: grad_output\[\d+\] has a shape of torch\.Size\((?P<given>\[.*?\])\)"
        r" and output\[\d+\] has a shape of torch\.Size\((?P<needed>\[.*?\])\)",
        "The gradient to start with has one number for each number of the output: it must have the"
        " shape {needed}, and it has {given}.",
    ),
    hint(
        r"a view of a leaf Variable that requires grad is being used in an in-place operation",
        "Part of a parameter was changed in place, as in w[0] = 1, while autograd was watching."
        " A leaf's value is where the graph begins, so wrap the change in torch.no_grad(), or build"
        " a new tensor from it.",
    ),
    hint(
        r"a leaf Variable that requires grad is being used in an in-place operation",
        "A parameter was changed in place while autograd was watching. An update is not part of the"
        " function that is differentiated: put it inside `with torch.no_grad():`, or let an"
        " optimiser do it.",
    ),
    hint(
        r"is a view and is being modified inplace\. This view is the output of a function that"
        r" returns multiple views",
        "One of the pieces of unbind, split or chunk was changed in place, and autograd cannot"
        " follow that. Write a new tensor instead of changing the piece.",
    ),
    hint(
        r"A view was created in no_grad mode and is being modified inplace",
        "The view was made inside no_grad() and changed outside of it. Put both inside, if the"
        " change is not to be differentiated, or both outside.",
    ),
    hint(
        r"Inference tensors cannot be saved for backward",
        "A tensor made under torch.inference_mode() can never take part in training. Make it under"
        " torch.no_grad() instead, or use a clone() of it.",
    ),
    hint(
        r"Inplace update to inference tensor|requires_grad=True on inference tensor",
        "This tensor was made under torch.inference_mode(), which forbids this for good. Make it"
        " under torch.no_grad() instead, or work on a clone() of it.",
    ),
    hint(
        r"The differentiated Tensor at index (?P<index>\d+) appears to not have been used",
        "Input number {index} (counted from 0) does not occur in the graph of the output, so there"
        " is no path along which a gradient could reach it. Check that the output is computed from"
        " that very tensor and not from a copy; or pass allow_unused=True and get None.",
    ),
    hint(
        r"One of the differentiated Tensors does not require grad",
        "A gradient was asked for with respect to a tensor that autograd was not told to watch."
        " Make it with requires_grad=True before it is used.",
    ),
    hint(
        r"[Oo]nly Tensors of floating point (?:and complex )?dtype can require gradients",
        "A derivative asks what a tiny change would do, and whole numbers have no tiny change."
        " Write 1.0 instead of 1, or give dtype=torch.float32.",
    ),
    hint(
        r"you can only change requires_grad flags of leaf variables",
        "This tensor was computed from others, so whether it needs a gradient follows from them."
        " Use .detach() for a copy outside the graph.",
    ),
    hint(
        r"can't retain_grad on Tensor that has requires_grad=False"
        r"|cannot register a hook on a tensor that doesn't require gradient",
        "No gradient will ever reach this tensor, because it does not require one. Make it, or what"
        " it is computed from, with requires_grad=True.",
    ),
    hint(
        r"function (?P<name>\w+?)(?:Backward)? returned an incorrect number of gradients"
        r" \(expected (?P<expected>\d+), got (?P<got>\d+)\)",
        "The backward of {name} must return one gradient for each argument of its forward, in the"
        " same order: {expected} instead of {got}. Return None for arguments that need none.",
    ),
    hint(
        r"Function (?P<name>\w+?)(?:Backward0?)? returned an invalid gradient at index"
        r" (?P<index>\d+) - got (?P<got>\[.*?\]) but expected shape compatible with"
        r" (?P<expected>\[.*?\])",
        "A gradient has the shape of the thing it is the gradient of: {name} must return the shape"
        " {expected} for its input {index}, and it returned {got}. Has the input been broadcast?"
        " Then sum over the repeated dimension.",
    ),
    hint(
        r"Function '(?P<name>\w+)' returned nan values in its (?P<index>\d+)th output",
        "Here the NaN began: {name} got an ordinary gradient and sent back NaN. Typical causes are"
        " 0 · ∞ (the square root at 0), a logarithm of 0 and a division by 0. Add a small number"
        " inside, or keep such inputs away.",
    ),
    hint(
        r"the derivative for '(?P<name>[^']+)' is not implemented",
        "PyTorch has no gradient for the {name}. Take the form that makes a new tensor, or another"
        " operation in its place.",
    ),
    hint(
        r"You must implement either the backward or vjp method",
        "This autograd.Function knows the way forward but not the way back. Give it a"
        " @staticmethod backward(ctx, grad_output).",
    ),
    hint(
        r"expected Variable or None \(got (?P<kind>\w+)\)",
        "The backward of an autograd.Function must return tensors or None, and it returned"
        " a {kind}. Compute the gradient from grad_output with tensor operations.",
    ),
    hint(
        r"Legacy autograd function with non-static forward method",
        "forward and backward of an autograd.Function are @staticmethods with ctx as their first"
        " argument, and the function is called with MyFunction.apply(x).",
    ),
    hint(
        r"attempting to assign a gradient of size '(?P<given>\[.*?\])' to a tensor of size"
        r" '(?P<needed>\[.*?\])'",
        "A .grad has the shape of its tensor: {needed}, and this one has {given}.",
    ),
    hint(
        r"attempting to assign a gradient with dtype '(?P<given>\w+)' to a tensor with grad_dtype"
        r" '(?P<needed>\w+)'",
        "A .grad has the dtype of its tensor: {needed}, and this one is {given}. Convert it with"
        " .to(tensor.dtype).",
    ),
    hint(
        r"Can't call numpy\(\) on Tensor that requires grad",
        "NumPy knows nothing of gradients, so leaving the graph has to be said aloud:"
        " tensor.detach().numpy().",
    ),
    hint(
        r"optimizer got an empty parameter list",
        "The optimiser was given no parameters. A model has some once its layers are attributes of"
        " it (a plain Python list of layers hides them: use nn.ModuleList), and a generator such as"
        " model.parameters() can be used up only once.",
    ),
    hint(
        r"can't optimize a non-leaf Tensor",
        "An optimiser changes leaves, and this tensor is the result of an operation. Pass the"
        " tensor it was computed from, or write w = (…).detach().requires_grad_().",
    ),
    hint(
        r"params argument given to the optimizer should be an iterable",
        "An optimiser takes a list of parameters: put the tensor in brackets, [w], or pass"
        " model.parameters().",
    ),
    hint(
        r"'NoneType' object has no attribute 'zero_'",
        "This .grad is None: no backward pass has reached the tensor yet. Call"
        " optimizer.zero_grad() instead, or ask `if w.grad is not None` first.",
    ),
    hint(
        r"'NoneType' object has no attribute 'backward'",
        "There is no loss here: what was to give it returned nothing. Does the function, or the"
        " module's forward, end with return?",
    ),
    hint(
        r"'NoneType' object has no attribute '(?P<name>\w+)'"
        r"|argument '\w+' \(position \d+\) must be Tensor, not NoneType",
        "Here is None where a tensor should be. Either a function or a module's forward ends"
        " without return; or it is a .grad that no backward pass has filled: has backward() been"
        " called, and is its tensor a leaf with requires_grad=True?",
    ),
    hint(
        r"unsupported operand type\(s\) for .{1,3}: 'NoneType' and",
        "The left-hand side is None. If it is a .grad, no backward pass has reached that tensor:"
        " is it a leaf with requires_grad=True, and was backward() called before?",
    ),
    hint(
        r"unsupported operand type\(s\) for .{1,3}: '\w+' and 'NoneType'",
        "The right-hand side is None. If it is a .grad, no backward pass has reached that tensor:"
        " is it a leaf with requires_grad=True, and was backward() called before?",
    ),
    hint(
        r"'(?:float|int)' object has no attribute 'backward'",
        "This is a plain Python number: .item() or float() has left the graph behind. Call"
        " backward() on the tensor and take the number afterwards.",
    ),
    hint(
        r"Only Tensors created explicitly by the user \(graph leaves\) support the deepcopy",
        "A computed tensor cannot be copied together with its graph. Copy tensor.detach().clone()"
        " instead.",
    ),
    hint(
        r"gradients from `parameters` is non-finite",
        "A gradient is NaN or infinite already before clipping, and no factor repairs that. Look"
        " for the first such gradient with torch.autograd.set_detect_anomaly(True).",
    ),
)
