"""Advice on dtypes, devices, values out of range, and uses that a tensor does not allow."""

from chainrule.rules.hint import Hint, hint

__all__ = ["VALUE_HINTS"]

VALUE_HINTS: tuple[Hint, ...] = (
    hint(
        r"(?:mat1 and mat2 must|expected m1 and m2 to) have the same dtype, but got:?"
        r" (?P<a>\w+) (?:and|!=) (?P<b>\w+)",
        "Both sides of a product need one dtype, and they are {a} and {b}. Parameters are float32:"
        " turn the data into that with x.float() (data from NumPy comes as double, labels as"
        " long).",
    ),
    hint(
        r"Input type \((?P<input>[\w. ]+)\) and (?:weight|bias) type \((?P<weight>[\w. ]+)\)"
        r" should be the same",
        "The data is {input}, the layer's parameters are {weight}. Convert the data, with x.float()"
        " or x.to(device).",
    ),
    hint(
        r"Found dtype (?P<found>\w+) but expected (?P<expected>\w+)",
        "The loss got {found} where it needs {expected}: for numbers to compare, write"
        " target.float().",
    ),
    hint(
        r"expected target dtype to be Long or Byte, but got (?P<found>\w+)"
        r"|expected scalar type Long but found (?P<other>\w+)",
        "Labels of classes are whole numbers: write target.long(). A target of fractions must have"
        " the shape of the scores, one probability per class.",
    ),
    hint(
        r"could not infer output dtype\. Input dtype must be either a floating point",
        "The mean of whole numbers is a fraction, and a tensor of whole numbers cannot hold one:"
        " write x.float().mean().",
    ),
    hint(
        r"\"(?P<kernel>\w+)\" not implemented for '(?P<dtype>\w+)'",
        "This operation does not exist for {dtype}. Convert the tensor first, with .float().",
    ),
    hint(
        r"result type (?P<result>\w+) can't be cast to the desired output type (?P<output>\w+)",
        "The result is {result} and has no room in a tensor of {output}. Write x = x + 0.5 instead"
        " of x += 0.5, or make x with dtype=torch.float32.",
    ),
    hint(
        r"argument #1 'indices' to have one of the following scalar types: Long, Int; but got"
        r" torch\.(?P<found>\w+)",
        "An embedding looks rows up by number, so it takes whole numbers, not a {found}. Write"
        " x.long().",
    ),
    hint(
        r"tensors used as indices must be long",
        "Places are counted in whole numbers (or marked by a mask of bool): write index.long().",
    ),
    hint(
        r"one_hot is only applicable to index tensor",
        "one_hot counts classes in whole numbers: write target.long().",
    ),
    hint(
        r"index out of range in self",
        "An index is larger than the table it looks into. An embedding with num_embeddings rows"
        " knows the numbers 0 … num_embeddings − 1: compare with x.max().",
    ),
    hint(
        r"index (?P<index>-?\d+) is out of bounds for dimension (?P<dim>\d+) with size"
        r" (?P<size>\d+)",
        "Dimension {dim} has {size} places, numbered from 0, so there is no number {index}.",
    ),
    hint(
        r"Target (?P<target>-?\d+) is out of bounds",
        "A label {target} was found, but labels run from 0 to the number of scores minus one. Give"
        " the last layer one output per class, and count classes from 0.",
    ),
    hint(
        r"Class values must be smaller than num_classes",
        "A label is as large as num_classes or larger; classes are counted from 0.",
    ),
    hint(
        r"all elements of (?:input|target) should be between 0 and 1",
        "binary_cross_entropy takes probabilities. Put a sigmoid before it, or better use"
        " binary_cross_entropy_with_logits on the raw scores.",
    ),
    hint(
        r"a Tensor with (?P<count>\d+) elements cannot be converted to Scalar"
        r"|only one element tensors can be converted to Python scalars",
        "Only a tensor with one number can become a Python number. Reduce it first, with .mean() or"
        " .sum(), or use .tolist(); a list of tensors is joined by torch.stack.",
    ),
    hint(
        r"Boolean value of Tensor with more than one value is ambiguous",
        "Is a tensor of many answers true? Say which you mean: (…).any(), (…).all(), or compare"
        " shapes and not values. If you called a loss class, it is written nn.MSELoss()(x, y).",
    ),
    hint(
        r"Boolean value of Tensor with no values is ambiguous",
        "The tensor is empty, so it is neither true nor false. Ask x.numel() > 0.",
    ),
    hint(
        r"Torch not compiled with CUDA enabled|No CUDA GPUs are available"
        r"|Found no NVIDIA driver",
        "There is no CUDA GPU here. Choose the device by what is there:"
        ' device = "cuda" if torch.cuda.is_available() else "cpu".',
    ),
    hint(
        r"Could not run '(?P<op>[\w:.]+)' with arguments from the 'Sparse\w+' backend",
        "{op} does not exist for sparse tensors. Make the tensor an ordinary one first, with"
        " .to_dense().",
    ),
    hint(
        r"Could not run '(?P<op>[\w:.]+)' with arguments from the 'Quantized\w+' backend",
        "{op} does not exist for quantised tensors. Go back to numbers with a decimal point first,"
        " with .dequantize().",
    ),
    hint(
        r"(?P<op>[\w.]+)\(\) cannot be called on meta tensors",
        "A meta tensor has a shape and no numbers, so there is nothing to look at. Make it on"
        ' device="cpu" where the numbers matter.',
    ),
    hint(
        r"(?P<op>\w+)(?:\(\))? is not supported for complex types",
        "{op} asks which number is larger, and complex numbers have no order. Take .abs() or .real"
        " first, or treat both parts alone with torch.view_as_real.",
    ),
    hint(
        r"Expected a floating point or complex tensor as input\. Got (?P<found>\w+)",
        "The result is a fraction in general, and these are {found} numbers. Write x.float().",
    ),
    hint(
        r"Integers to negative integer powers are not allowed",
        "1/2 is no whole number, and a tensor of whole numbers can hold no other. Write"
        " x.float() ** -1.",
    ),
    hint(
        r"Could not run '(?P<op>[\w:.]+)' with arguments from the '(?P<backend>\w+)' backend",
        "{op} does not exist for {backend} here. Move the tensors to a device that this machine"
        ' has, such as "cpu".',
    ),
    hint(
        r"Expected all tensors to be on the same device"
        r"|Tensor on device (?P<found>\S+) is not on the expected device (?P<expected>\w+)",
        "Data and parameters must be on one device. Move both with .to(device).",
    ),
    hint(
        r"size mismatch for (?P<name>[\w.]+): copying a param with shape"
        r" torch\.Size\((?P<saved>\[.*?\])\) from checkpoint, the shape in current model is"
        r" torch\.Size\((?P<model>\[.*?\])\)",
        "The saved {name} has the shape {saved}, this model's {model}: the model was made with"
        " other sizes than the one that was saved.",
    ),
    hint(
        r"Error\(s\) in loading state_dict for (?P<model>\w+)",
        "The names in the file are not the names of this {model}'s parameters. Compare"
        " model.state_dict().keys() with the file's; a prefix such as module. can be cut off.",
    ),
    hint(
        r"Module \[(?P<name>\w+)\] is missing the required \"forward\" function",
        "Calling a module runs its forward method, and {name} has none. Is it spelt and indented"
        " right?",
    ),
    hint(
        r"cannot assign module before Module\.__init__\(\) call"
        r"|cannot assign parameters before Module\.__init__\(\) call",
        "A module keeps a list of its layers, which is made by super().__init__(): call that first"
        " in your __init__.",
    ),
    hint(
        r"(?P<function>\w+)\(\): argument '(?P<argument>\w+)' \(position \d+\) must be Tensor,"
        r" not (?:tuple|torch\.return_types\.\w+)",
        "{function} was given several results at once. Some calls give more than one: an LSTM its"
        " outputs and its state, max(dim=…) the values and their places. Take the one you mean:"
        " out, state = lstm(x).",
    ),
    hint(
        r"torch\.return_types\.\w+'|can only concatenate tuple",
        "A tuple stands where a tensor should. With a dimension, calls such as max give two"
        " results, the values and their places: take the one you mean, x.max(dim=1).values.",
    ),
    hint(
        r"(?P<function>\w+)\(\): argument '(?P<argument>\w+)' \(position \d+\) must be Tensor,"
        r" not numpy",
        "{function} works on tensors, and its {argument} is an array of NumPy's. Turn it into one"
        " with torch.from_numpy(…), and with .float() after it where it is double.",
    ),
    hint(
        r"(?P<function>\w+)\(\): argument '(?P<argument>\w+)' \(position \d+\) must be Tensor,"
        r" not (?:list|tuple of)",
        "{function} works on one tensor, and its {argument} is a list. Numbers become a tensor with"
        " torch.tensor(…), and tensors with torch.stack(…), which keeps their history.",
    ),
    hint(
        r"(?P<function>\w+)\(\): argument '(?P<argument>\w+)' \(position (?P<position>\d+)\) must"
        r" be Tensor, not (?P<found>\w+)",
        "{function} works on tensors, and its {argument} is of the type {found}. Turn it into one"
        " with torch.tensor(…).",
    ),
    hint(
        r"(?P<call>[\w.]+)\(\) missing \d+ required positional arguments?: (?P<names>.+)",
        "{call}() cannot do without {names}. Give it, or is it passed to another call than you"
        " mean?",
        error="TypeError",
    ),
    hint(
        r"not enough values to unpack|too many values to unpack",
        "The left side of = names another number of things than the right side gives. Print the"
        " right side: of a tensor, one part for each entry of its first dimension.",
        error="ValueError",
    ),
    hint(
        r"'Tensor' object is not callable",
        "A tensor stands before brackets as if it were a function. Is a name of a method or layer"
        " also used for a tensor, or is an operator missing?",
    ),
    hint(
        r"(?:len\(\) of|iteration over) a 0-d tensor|invalid index of a 0-dim tensor",
        "This tensor is a single number without any dimension: there is nothing to count, walk"
        " through or index. Take the number with .item().",
    ),
    hint(
        r"expected sequence of length (?P<expected>\d+) at dim (?P<dim>\d+) \(got (?P<got>\d+)\)",
        "A tensor is a full rectangle: the first row has {expected} entries and another one {got}."
        " Pad the short ones.",
    ),
    hint(
        r"too many dimensions 'str'",
        "A tensor holds numbers, not text. Give each word or letter a number first.",
    ),
    hint(
        r"the `-` operator, (?:with|on) (?:a|two) bool tensors? is not supported",
        "Truth values are not subtracted: use ~mask for the opposite, ^ for the difference, or"
        " mask.float() to calculate.",
    ),
    hint(
        r"input is not positive-definite",
        "A Cholesky factor exists only for symmetric matrices with positive eigenvalues. Adding a"
        " small multiple of the identity usually helps.",
    ),
    hint(
        r"input matrix is singular|A is singular",
        "The matrix squashes some direction to nothing, so it has no inverse. Are two rows or"
        " columns multiples of each other?",
    ),
    hint(
        r"must be batches of square matrices, but they are (?P<rows>\d+) by (?P<columns>\d+)",
        "Only a square matrix has an inverse, and this one is {rows} by {columns}. Use"
        " torch.linalg.pinv or lstsq.",
    ),
    hint(
        r"probability tensor contains either `inf`, `nan` or element < 0",
        "These are no probabilities: there is a negative number, an infinity or a NaN among them."
        " Did the training diverge? Look at the scores before the softmax.",
    ),
    hint(
        r"Expected parameter (?P<name>\w+) .* of distribution (?P<distribution>\w+)\(.*to satisfy"
        r" the constraint (?P<constraint>\w+)",
        "The {name} of a {distribution} must satisfy {constraint}. For a scale, use softplus or"
        " exp; NaN here usually means that the training diverged.",
    ),
    hint(
        r"dropout probability has to be between 0 and 1, but got (?P<p>\S+)",
        "p is the share of numbers that is set to zero: between 0 and 1, and not {p}.",
    ),
    hint(
        r"Invalid learning rate: (?P<lr>\S+)",
        "The learning rate is how far a step goes against the gradient, and {lr} is below zero:"
        " that would climb. Use a small positive number such as 0.01.",
    ),
    hint(
        r"can't allocate memory: you tried to allocate (?P<bytes>\d+) bytes",
        "A tensor of {bytes} bytes does not fit into the memory. Is a shape larger than you mean,"
        " perhaps by broadcasting (N, 1) against (N,)? Otherwise use smaller batches.",
    ),
    hint(
        r"No module named '(?P<name>[\w.]+)'",
        "{name} is not installed where this program runs, or its name is spelt otherwise.",
        error="ModuleNotFoundError",
    ),
    hint(
        r"name '(?P<name>\w+)' is not defined",
        "Python does not know {name} at this line. Is it spelt as where it was made, and was that"
        " line run before this one?",
        error="NameError",
    ),
    hint(
        r"'(?P<kind>\w+)' object has no attribute '(?P<name>\w+)'",
        "A {kind} has no {name}. Is it spelt right, and was it assigned (in a module: in __init__,"
        " after super().__init__()) before this line?",
        error="AttributeError",
    ),
    hint(
        r"maximum recursion depth exceeded",
        "A function calls itself without end. In a module this happens when forward calls the"
        " module itself instead of one of its layers.",
        error="RecursionError",
    ),
)
