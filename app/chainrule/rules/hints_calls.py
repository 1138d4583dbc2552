"""Advice on what is passed to layers, losses, transforms and custom functions."""

from chainrule.rules.hint import Hint, hint

__all__ = ["CALL_HINTS"]

CALL_HINTS: tuple[Hint, ...] = (
    hint(
        r"only batches of spatial targets supported \(3D tensors\) but got targets of dimension:"
        r" (?P<n>\d+)",
        "For each pixel a target holds one label: a shape (batch, height, width), without"
        " channels, and this one has {n} dimensions. Write target.squeeze(1), or target.argmax(1)"
        " if it is one-hot.",
    ),
    hint(
        r"save_for_backward can only save variables, but argument \d+ is of type (?P<kind>\w+)",
        "save_for_backward is for tensors. Keep a {kind} as an attribute of its own: ctx.factor ="
        " factor.",
    ),
    hint(
        r"'numpy\.\w+' object has no attribute '(?P<name>backward|grad|requires_grad_?|detach)'",
        "This is NumPy's, and NumPy knows no gradients: .numpy() has left the graph behind."
        " Compute the loss with torch, and take .numpy() only of what is to be shown.",
    ),
    hint(
        r"input tensors must have the same dtype, but got (?P<one>\w+), (?P<two>\w+)",
        "The factors of a product must be of one kind, and {one} meets {two}. Data from NumPy is"
        " float64: convert it once, with .float().",
        error="RuntimeError",
    ),
    hint(
        r"Expected dtype int32/int64 for index",
        "An index says which element, so it is whole numbers. Write index.long().",
    ),
    hint(
        r"einsum\(\): output subscript (?P<letter>\w) does not appear",
        "In an einsum every letter to the right of -> is one of those to the left, and {letter}"
        " is not.",
    ),
    hint(
        r"einsum\(\): (?P<how>fewer|more) operands were provided than specified",
        "In an einsum there is one group of letters for each tensor, with a comma between two;"
        " {how} tensors were given than groups.",
    ),
    hint(
        r"functions with out=\.\.\. arguments don't support automatic differentiation",
        "out= writes into memory that is there already, and a gradient needs a tensor of its own."
        " Leave out= away, or compute under torch.no_grad().",
    ),
    hint(
        r"vmap: Expected all tensors to have the same size in the mapped dimension, got sizes"
        r" (?P<sizes>\[.*?\])",
        "vmap goes through all its arguments together, one example after the other, and they have"
        " {sizes} examples. What is the same for all of them has in_dims=None.",
    ),
    hint(
        r"Got in_dim=(?P<dim>-?\d+) for some input, but that input is a Tensor of dimensionality"
        r" (?P<n>\d+)",
        "vmap was to go along dimension {dim} of a tensor that has {n}. What is the same for all"
        " examples has in_dims=None.",
    ),
    hint(
        r"Given transposed=1, weight of size .*, expected input",
        "A transposed convolution's in_channels are the channels that come in, as of any"
        " convolution: those of the input and those that the layer was made for differ.",
    ),
    hint(
        r"The shape of the (?P<n>\d)D attn_mask is torch\.Size\((?P<shape>\[.*?\])\), but should"
        r" be (?P<wanted>\(.*?\))",
        "An attention mask says of each pair of positions whether one may look at the other:"
        " (queries, keys), {wanted} here, and this one has {shape}. Which tokens are padding is"
        " key_padding_mask.",
    ),
    hint(
        r"Expected key_padded_mask\.shape\[(?P<dim>\d)\] to be (?P<wanted>\d+), but got"
        r" (?P<got>\d+)",
        "key_padding_mask has the shape (batch, keys), True where a token is padding: its"
        " dimension {dim} is {got}, where it should be {wanted}. Is batch_first as the data is?",
    ),
    hint(
        r"Some elements marked as dirty during the forward method were not returned",
        "mark_dirty says that forward changes this very tensor, which it then returns: compute"
        " with x.mul_(2), not x * 2, and return x.",
    ),
    hint(
        r"Can't detach views in-place",
        "A view looks into another tensor, whose graph it cannot leave alone. Write y ="
        " y.detach() instead of y.detach_().",
    ),
    hint(
        r"self \((?P<one>\w+)\) and source \((?P<two>\w+)\) must have the same scalar"
        r" type|Expected self\.dtype to be equal to src\.dtype|source and destination dtypes"
        r" match",
        "What is written must be of the same dtype as what it is written into. Convert it first:"
        " source.to(target.dtype).",
    ),
    hint(
        r"Number of dimensions of repeat dims can not be smaller",
        "repeat wants a number for each dimension, 1 where nothing is to be repeated:"
        " x.repeat(2, 1) has the rows twice.",
    ),
    hint(
        r"expand\(.*\{(?P<shape>\[.*?\])\}, size=(?P<size>\[.*?\])\): the number of sizes"
        r" provided",
        "expand wants a size for every dimension, with -1 where it stays: {shape} cannot become"
        " {size}, which has fewer.",
    ),
    hint(
        r"For (?:un)?batched \d-D input, hx(?: and cx)? should also be \d-D",
        "The first state of a recurrent layer has the shape (layers × directions, batch, hidden),"
        " and the batch dimension only where the input has one.",
    ),
    hint(
        r"pixel_shuffle expects .*input\.size\(-3\)=(?P<got>\d+) is not divisible by (?P<by>\d+)",
        "A pixel shuffle spreads the channels over the pixels, {by} of them to each, and {got}"
        " cannot be shared out so. Make the layer before it with a multiple of {by} channels.",
    ),
    hint(
        r"The Tensor returned by the function given to hessian should contain a single element",
        "A Hessian is of a function that gives a single number. Reduce the result with .sum(), or"
        " ask for the jacobian.",
    ),
    hint(
        r"expected f\(\*primals\) to return only tensors, got unsupported type <class"
        r" '(?P<kind>\w+)'>",
        "The function that is differentiated must return a tensor, and it returned a {kind}. Does"
        " it use .item(), or lack its return?",
    ),
    hint(
        r"Trying to set a forward gradient that has a different size .*is of size"
        r" (?P<one>\[.*?\]) .*is of size (?P<two>\[.*?\])",
        "A tangent is a direction to move the input in, so it has the input's shape: {one}, and"
        " this one has {two}.",
    ),
    hint(
        r"jvp\(f, primals, tangents\): Expected primals to be a tuple",
        "The inputs and the tangents are tuples, even of one: torch.func.jvp(f, (x,), (v,)).",
    ),
    hint(
        r"unscale_\(\) has already been called on this optimizer since the last update",
        "The gradients are divided by the scale once in each step. Call scaler.update() after"
        " scaler.step(optimizer), and unscale_ once between backward() and step.",
    ),
    hint(
        r"No inf checks were recorded for this optimizer",
        "The scaler found no gradient at all in this optimiser's parameters: has"
        " scaler.scale(loss).backward() been called, and does the loss depend on them?",
    ),
    hint(
        r"cannot assign '(?P<kind>[\w.]+)' object to parameter '(?P<name>\w+)'",
        "{name} is a parameter of the module, and only a parameter can take its place:"
        " nn.Parameter(tensor). To change its numbers, write module.{name}.copy_(tensor) under"
        " torch.no_grad().",
    ),
    hint(
        r"Padding_idx must be within num_embeddings",
        "padding_idx is a row of the table, counted from 0, and must be below num_embeddings.",
    ),
    hint(
        r"offsets has to be a 1D Tensor but got None",
        "An EmbeddingBag must know which numbers make a bag: give a matrix, a bag in each row, or"
        " offsets, where each bag begins.",
    ),
    hint(
        r"`?lengths`? array must be sorted in decreasing order when `enforce_sorted` is True",
        "Packed sequences stand the longest first. Pass enforce_sorted=False, and PyTorch sorts"
        " them and puts them back.",
    ),
    hint(
        r"Length of all samples has to be greater than 0",
        "A sequence of no steps cannot be packed. Leave empty ones out, or give them one step of"
        " padding.",
    ),
    hint(
        r"Expected input_lengths to have value at most (?P<most>\d+), but got value (?P<got>\d+)",
        "There are {most} time steps in the scores, and a length says {got}. ctc_loss wants"
        " (time, batch, classes): is the batch first?",
    ),
    hint(
        r"anchor, positive, and negative tensors are expected to have the same number of"
        r" dimensions",
        "Anchor, positive and negative are three batches of one shape. Print the three shapes:"
        " one lacks its batch dimension.",
    ),
    hint(
        r"distribution is a continuous probability distribution\. dtype must be a floating point"
        r" but you specified (?P<kind>\w+)",
        "Random numbers between whole ones have no room in a tensor of {kind}. Write x.float()"
        " first.",
    ),
    hint(
        r"post accumulate grad hooks cannot be registered on non-leaf tensors",
        "This hook waits for .grad, and only leaves get one. Use register_hook for a tensor that"
        " was computed.",
    ),
    hint(
        r"The input tensor \w+ must have at least 2 dimensions|Expected 1-D argument"
        r" (?P<which>\w+), but got (?P<n>\d)-D",
        "This operation is made for another number of dimensions: outer wants two vectors, and"
        " what torch.linalg does, matrices. Print the shapes.",
    ),
    hint(
        r"failed to converge because the input matrix contained non-finite values",
        "There is a NaN or an infinity in the matrix already. Look for where it began:"
        " torch.isfinite(matrix).all().",
    ),
    hint(
        r"where expected condition to be a boolean tensor, but got a tensor with dtype"
        r" (?P<kind>\w+)|only supports boolean masks, but got mask with dtype"
        r" (?P<other>\w+)|expected BoolTensor for mask",
        "A mask or condition is True and False, not numbers. Write mask.bool(), or the comparison"
        " itself: x > 0.",
    ),
    hint(
        r"random_ expects 'from' to be less than 'to', but got from=(?P<low>\S+) >="
        r" to=(?P<high>\S+)",
        "There is no whole number from {low} up to, but without, {high}. Is a list or data set"
        " empty?",
    ),
    hint(
        r"(?P<name>\w+) expects a real input tensor, but got (?P<kind>\w+)",
        "{name} is for real signals, and this one is {kind}. Take fft for complex ones, or the"
        " real part first.",
    ),
    hint(
        r"Either `(?P<one>\w+)` or `(?P<two>\w+)` must be specified, but not both",
        "Give one of the two: {two} for the raw scores of a model, or {one}, which are positive.",
    ),
    hint(
        r"Expected value argument .* to be within the support \((?P<support>\w+).*of the"
        r" distribution (?P<kind>\w+)\(",
        "A {kind} cannot give this value, so it has no probability: its values are {support}. Are"
        " the value and the distribution of one batch, and in the same units?",
    ),
    hint(
        r"A different number of tensors was saved during the original forward and"
        r" recomputation|Recomputed values for the following tensors have different metadata",
        "A checkpointed function is run again in the backward pass and must do the same thing: it"
        " may not depend on what changes between the two, such as a counter, a flag, or a"
        " tensor's shape.",
    ),
)
