"""Advice on shapes that do not fit and indexes that point outside."""

from chainrule.rules.hint import Hint, hint

__all__ = ["SHAPE_HINTS"]

SHAPE_HINTS: tuple[Hint, ...] = (
    hint(
        r"mat1 and mat2 shapes cannot be multiplied"
        r" \((?P<rows>\d+)x(?P<inner>\d+) and (?P<outer>\d+)x(?P<columns>\d+)\)",
        "In a product of matrices the inner sizes must agree, and {inner} ≠ {outer}:"
        " ({rows} × {inner}) times ({outer} × {columns}). In a linear layer the first is the batch,"
        " whose examples have {inner} features, and the layer was made for {outer}: set"
        " in_features={inner}, or give it examples with {outer} features.",
    ),
    hint(
        r"size mismatch, got input \((?P<input>\d+)\), mat \((?P<mat>\d+x\d+)\),"
        r" vec \((?P<vec>\d+)\)",
        "A matrix times a vector needs as many columns as the vector has numbers, and a {mat}"
        " matrix met a vector of {vec}.",
    ),
    hint(
        r"inconsistent tensor size, expected tensor \[(?P<a>\d+)\] and src \[(?P<b>\d+)\]",
        "A dot product pairs the numbers of two vectors one by one, and one has {a}, the other"
        " {b}.",
    ),
    hint(
        r"1D tensors expected, but got (?P<a>\d)D and (?P<b>\d)D tensors",
        "torch.dot takes two vectors, and it got tensors with {a} and {b} dimensions. For matrices"
        " use @.",
    ),
    hint(
        r"Expected size for first two dimensions of batch2 tensor to be: \[(?P<batch>\d+),"
        r" (?P<inner>\d+)\] but got: \[(?P<batch2>\d+), (?P<inner2>\d+)\]",
        "In a batch of matrix products both sides have the same number of matrices and the inner"
        " sizes agree: the second should begin with [{batch}, {inner}] and begins with"
        " [{batch2}, {inner2}]. Is a transpose(-2, -1) missing?",
    ),
    hint(
        r"both arguments to matmul need to be at least 1D",
        "The product @ is for vectors and matrices, and one side is a single number. Write * for"
        " that.",
    ),
    hint(
        r"X1 and X2 must have the same number of columns\. X1: (?P<a>\d+) X2: (?P<b>\d+)",
        "A distance is between points of one space: the rows of the first have {a} numbers, of the"
        " second {b}.",
    ),
    hint(
        r"more than one element of the written-to tensor refers to a single memory location",
        "expand repeats numbers without copying them, so several places of this tensor are one in"
        " memory and cannot be written one by one. Use .clone() after expand, or repeat.",
    ),
    hint(
        r"non-empty 3D or 4D \(batch mode\) tensor expected for input",
        "Pooling of pictures takes (batch, channels, height, width), or one example without the"
        " batch. Print the input's shape.",
    ),
    hint(
        r"unflatten: Provided sizes (?P<sizes>\[.*?\]) don't multiply up to the size of dim"
        r" (?P<dim>-?\d+) \((?P<size>\d+)\)",
        "The parts must multiply to what is there: {sizes} do not give {size}. Put -1 for the one"
        " that PyTorch is to work out.",
    ),
    hint(
        r"self must be a matrix|mat2 must be a matrix|batch1 must be a 3D tensor",
        "This product wants tensors with a fixed number of dimensions. The operator @ also takes"
        " vectors and batches.",
    ),
    hint(
        r"The size of tensor a \((?P<a>\d+)\) must match the size of tensor b \((?P<b>\d+)\)"
        r" at non-singleton dimension (?P<dim>\d+)",
        "Tensors are lined up from their last dimension, and in each dimension the sizes must be"
        " equal or one of them 1. In dimension {dim} they are {a} and {b}. Print both shapes; often"
        " a transpose, an unsqueeze or a mean over the right dimension is missing.",
    ),
    hint(
        r"The expanded size of the tensor \((?P<new>\d+)\) must match the existing size"
        r" \((?P<old>\d+)\) at non-singleton dimension (?P<dim>\d+)",
        "Only a dimension of size 1 can be repeated by broadcasting; dimension {dim} has {old} and"
        " should become {new}. On the left of an assignment x[…] = v this means that v has another"
        " shape than the place it goes to.",
    ),
    hint(
        r"output with shape (?P<have>\[.*?\]) doesn't match the broadcast shape (?P<need>\[.*?\])",
        "An operation in place cannot make its tensor larger: the result would have the shape"
        " {need}, the tensor has {have}. Write x = x + y instead of x += y.",
    ),
    hint(
        r"Using a target size \(torch\.Size\((?P<target>\[.*?\])\)\) that is different to the input"
        r" size \(torch\.Size\((?P<input>\[.*?\])\)\)",
        "Prediction {input} and target {target} are broadcast against each other, so that every"
        " prediction meets every target and the loss is another one than you mean. Give them the"
        " same shape, with target.unsqueeze(1) or prediction.squeeze(1).",
    ),
    hint(
        r"Target size \(torch\.Size\((?P<target>\[.*?\])\)\) must be the same as input size"
        r" \(torch\.Size\((?P<input>\[.*?\])\)\)",
        "This loss compares number by number, and the target has the shape {target}, the prediction"
        " {input}. Give them the same shape, with target.unsqueeze(1) or prediction.squeeze(1).",
    ),
    hint(
        r"Expected input batch_size \((?P<input>\d+)\) to match target batch_size"
        r" \((?P<target>\d+)\)",
        "There are {input} predictions and {target} labels, and each prediction needs one. Is the"
        " batch dimension the first in both?",
    ),
    hint(
        r"multi-target not supported",
        "Labels of classes are one whole number per example: a target of shape (B,), not (B, 1)."
        " Use target.squeeze(1); probabilities for every class must have the shape of the scores.",
    ),
    hint(
        r"Expected target size (?P<expected>\[.*?\]), got (?P<got>\[.*?\])",
        "In cross_entropy the classes are dimension 1 of the scores, and the target has the shape"
        " without them: {expected} instead of {got}. For scores (B, T, C) use scores.transpose(1,"
        " 2), or flatten both.",
    ),
    hint(
        r"Given groups=(?P<groups>\d+), weight of size (?P<weight>\[.*?\]), expected"
        r" input(?P<input>\[.*?\]) to have (?P<expected>\d+) channels, but got (?P<got>\d+)",
        "The convolution was made for {expected} channels and got {got}: its input has the shape"
        " {input}, and dimension 1 of (batch, channels, height, width) counts the channels. Set"
        " in_channels={got}, or permute(0, 3, 1, 2) an image whose channels come last.",
    ),
    hint(
        r"Expected (?P<plain>\d)D \(unbatched\) or (?P<batched>\d)D \(batched\) input to"
        r" (?P<op>\w+), but got input of size: (?P<size>\[.*?\])",
        "{op} takes a batch with {batched} dimensions, or one example with {plain}; this input has"
        " the shape {size}. Add a batch dimension with unsqueeze(0), or a channel with"
        " unsqueeze(1).",
    ),
    hint(
        r"Calculated padded input size per channel: \((?P<input>.*?)\)\. Kernel size:"
        r" \((?P<kernel>.*?)\)",
        "The kernel ({kernel}) does not fit into what is left of the picture ({input}). Use a"
        " smaller kernel, padding, or fewer poolings before it.",
    ),
    hint(
        r"Given input size: \((?P<input>.*?)\)\. Calculated output size: \((?P<output>.*?)\)\."
        r" Output size is too small",
        "After pooling nothing would be left: {input} becomes {output}. Use fewer poolings or"
        " larger pictures.",
    ),
    hint(
        r"expected (?P<expected>\d)D(?: or (?P<other>\d)D)? input \(got (?P<got>\d)D input\)",
        "This layer expects {expected} dimensions and got {got}. BatchNorm1d takes (B, C) or"
        " (B, C, L), BatchNorm2d takes (B, C, H, W).",
    ),
    hint(
        r"Expected more than 1 value per channel when training",
        "Batch normalisation compares an example with its batch, and a batch of one has nothing to"
        " compare with. Use larger batches (drop_last=True in the data loader) or model.eval().",
    ),
    hint(
        r"running_mean should contain (?P<got>\d+) elements not (?P<made>\d+)",
        "The batch normalisation was made for {made} channels and got {got}.",
    ),
    hint(
        r"Given normalized_shape=(?P<shape>\[.*?\]), expected input with shape .*?, but got input"
        r" of size(?P<size>\[.*?\])",
        "Layer normalisation works on the last dimensions, which must be {shape}; this input has"
        " the shape {size}.",
    ),
    hint(
        r"input\.size\(-1\) must be equal to input_size\. Expected (?P<expected>\d+),"
        r" got (?P<got>\d+)",
        "The recurrent layer was made for {expected} features per time step and got {got}. Set"
        " input_size={got}, or check batch_first.",
    ),
    hint(
        r"Expected hidden(?:\[\d\])? size \((?P<expected>.*?)\), got \[(?P<got>.*?)\]",
        "The initial state of a recurrent layer has the shape (layers × directions, batch, hidden):"
        " ({expected}) here, and it has ({got}).",
    ),
    hint(
        r"was expecting embedding dimension of (?P<expected>\d+), but got (?P<got>\d+)",
        "The attention was made with embed_dim={expected} and its query has {got} numbers per"
        " token.",
    ),
    hint(
        r"embed_dim must be divisible by num_heads",
        "The heads of an attention share embed_dim out among them, the same number of numbers to"
        " each: choose an embed_dim that num_heads divides.",
    ),
    hint(
        r"t\(\) expects a tensor with <= 2 dimensions, but self is (?P<dims>\d+)D",
        "t() turns matrices, and this tensor has {dims} dimensions. Say which two are to change"
        " places: transpose(-2, -1).",
    ),
    hint(
        r"Sizes of tensors must match except in dimension (?P<dim>\d+)\. Expected size"
        r" (?P<expected>\d+) but got size (?P<got>\d+) for tensor number (?P<number>\d+)",
        "torch.cat joins along dimension {dim}, and everywhere else the sizes must agree; tensor"
        " {number} (counted from 0) has {got} where the first has {expected}. Is dim the one you"
        " mean?",
    ),
    hint(
        r"Tensors must have same number of dimensions: got (?P<a>\d+) and (?P<b>\d+)",
        "torch.cat joins tensors with the same number of dimensions, and these have {a} and {b}."
        " Use unsqueeze on the smaller one, or torch.stack to make a new dimension.",
    ),
    hint(
        r"stack expects each tensor to be equal size, but got (?P<a>\[.*?\]) at entry 0 and"
        r" (?P<b>\[.*?\]) at entry (?P<index>\d+)",
        "Only tensors of one shape can be piled up; number 0 has {a} and number {index} has {b}. In"
        " a data loader this means that the examples differ in length: pad them in a collate_fn.",
    ),
    hint(
        r"shape '(?P<shape>\[.*?\])' is invalid for input of size (?P<size>\d+)",
        "A new shape must hold exactly the same numbers: there are {size}, and {shape} multiplies"
        " to another count. Put -1 for the one size that PyTorch is to work out.",
    ),
    hint(
        r"view size is not compatible with input tensor's size and stride",
        "After a transpose the numbers are no longer in memory in the order that view needs. Use"
        " reshape, which copies where it has to.",
    ),
    hint(
        r"permute.*input\.dim\(\) = (?P<dims>\d+) is not equal to len\(dims\) = (?P<given>\d+)",
        "permute names every dimension once, and this tensor has {dims} of them; {given} were"
        " given.",
    ),
    hint(
        r"split_with_sizes expects split_sizes to sum exactly to (?P<size>\d+)"
        r".*split_sizes=(?P<sizes>\[.*?\])",
        "The pieces must use the dimension up: {sizes} do not add to {size}.",
    ),
    hint(
        r"num_channels \((?P<channels>\d+)\) must be divisible by num_groups \((?P<groups>\d+)\)",
        "Group normalisation shares {channels} channels out to {groups} groups of equal size, which"
        " does not come out even.",
    ),
    hint(
        r"Expected input to be 2D or 3D, got (?P<dims>\d)D",
        "A recurrent layer reads (time, batch, features), or (time, features) for one example; this"
        " input has {dims} dimensions.",
    ),
    hint(
        r"einsum\(\): subscript (?P<letter>\w) has size (?P<size>\d+) for operand (?P<operand>\d+)"
        r" which does not broadcast with previously seen size (?P<seen>\d+)",
        "In an einsum a letter stands for one size: {letter} is {seen} in an earlier tensor and"
        " {size} in tensor {operand}.",
    ),
    hint(
        r"einsum\(\): the number of subscripts in the equation \((?P<letters>\d+)\) does not match"
        r" the number of dimensions \((?P<dims>\d+)\) for operand (?P<operand>\d+)",
        "In an einsum each dimension has a letter: tensor {operand} has {dims} dimensions and"
        " {letters} letters.",
    ),
    hint(
        r"Dimension out of range \(expected to be in range of \[(?P<low>-?\d+), (?P<high>-?\d+)\],"
        r" but got (?P<got>-?\d+)\)",
        "Dimensions are counted from 0, and this tensor has {low} … {high}; {got} is not among"
        " them. Print its shape.",
    ),
    hint(
        r"too many indices for tensor of dimension (?P<dims>\d+)",
        "The tensor has {dims} dimension(s) and the brackets hold more indexes than that.",
    ),
    hint(
        r"The shape of the mask (?P<mask>\[.*?\]) at index \d+ does not match the shape of the"
        r" indexed tensor (?P<shape>\[.*?\])",
        "A mask answers yes or no for each place, so it needs the shape of the tensor: {shape}, and"
        " it has {mask}.",
    ),
)
