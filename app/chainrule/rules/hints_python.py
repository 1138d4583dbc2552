"""Advice on what Python itself says: of containers, calls, names and values in a program."""

from chainrule.rules.hint import Hint, hint

__all__ = ["PYTHON_HINTS"]

PYTHON_HINTS: tuple[Hint, ...] = (
    hint(
        r"new\(\): invalid data type 'str'",
        "A tensor knows its numbers by place and not by name, and is made of numbers, not of text."
        " Index it with a whole number; a dictionary of tensors is indexed by name.",
    ),
    hint(
        r"(?P<kind>list|tuple) indices must be integers or slices, not (?P<found>\w+)",
        "A {kind} is indexed by whole numbers from 0, and this is a {found}. Is it the dictionary"
        " that you mean, or one element of this {kind}?",
        error="TypeError",
    ),
    hint(
        r"only integer tensors of a single element can be converted to an index",
        "Python counts with whole numbers, and this tensor is a fraction or several numbers. Write"
        " int(x) or x.long(), of one element.",
        error="TypeError",
    ),
    hint(
        r"valid indices \(got (?P<found>\w+)\)",
        "A place in a tensor is a whole number, and this is a {found}. Write int(i), or // instead"
        " of /.",
    ),
    hint(
        r"^(?P<kind>tuple|list|pop) ?(?:assignment )?(?:index out of range|from empty list)",
        "There are fewer things here than the index says; they are counted from 0. Print its len():"
        " a batch of a DataLoader has as many parts as the dataset's __getitem__ returns.",
        error="IndexError",
    ),
    hint(
        r"^index (?P<index>-?\d+) is out of range",
        "There are fewer layers here than the index {index} says; they are counted from 0. Print"
        " the model: each layer stands there with its number.",
        error="IndexError",
    ),
    hint(
        r"module name can\\?'t contain \"\.\"",
        "A dot in a module's name would look like a module inside a module. Write a_b instead of"
        " a.b.",
        error="KeyError",
    ),
    hint(
        r"^(?P<key>'.+'|\".+\"|-?\d+)$",
        "There is no {key} in this dictionary. Print its keys(), and compare the spelling: in a"
        " state_dict they are names such as 'weight' or 'layers.0.weight', in a batch those that"
        " the dataset gave.",
        error="KeyError",
    ),
    hint(
        r"Could not infer dtype of (?P<found>\w+)",
        "A tensor is made of numbers, and there is a {found} among them. Leave it out, or put a"
        " number in its place.",
    ),
    hint(
        r"can't convert np\.ndarray of type numpy\.(?P<found>\w+)",
        "An array of {found} holds something else than numbers: text, or a mixture. Choose the"
        " columns of numbers, and convert them with array.astype('float32').",
    ),
    hint(
        r"expected np\.ndarray \(got (?P<found>\w+)\)",
        "from_numpy takes an array of NumPy's, and this is a {found}. Write torch.tensor(…).",
    ),
    hint(
        r"tensors with negative strides are not currently supported",
        "This array is a view that runs backwards, such as a[::-1]. Copy it first:"
        " torch.from_numpy(a[::-1].copy()).",
    ),
    hint(
        r"^step must be greater than zero",
        "A slice of a tensor cannot run backwards. Write x.flip(0) for x[::-1].",
        error="ValueError",
    ),
    hint(
        r"unsupported operand type\(s\) for (?P<sign>\S+): '(?P<kind>\w+)' and '\w+'",
        "Python cannot apply {sign} to these two types. Numbers in a list become a tensor with"
        " torch.tensor(…); and a layer is made first and called then: nn.ReLU()(x).",
        error="TypeError",
    ),
    hint(
        r"failed to unpack the object at pos \d+ with error \"type must be tuple of ints,but got"
        r" (?P<found>\w+)",
        "The size of a tensor or layer is a whole number, and here it is a {found}. Write int(n),"
        " or // instead of /.",
    ),
    hint(
        r"(?P<call>\w+)\(\): argument 'size' \(position \d+\) must be tuple of ints, not"
        r" (?P<found>\w+)",
        "The size of a tensor is whole numbers, and {call} got a {found}. Write int(n), or //"
        " instead of /.",
    ),
    hint(
        r"Trying to create tensor with negative dimension (?P<size>-\d+)"
        r"|Dimension size must be non-negative",
        "A dimension has no negative number of places. Is a size computed by a subtraction that"
        " goes below 0?",
    ),
    hint(
        r"only one dimension can be inferred",
        "Of a shape one −1 can be worked out from the others, and not two. Say one of the sizes.",
    ),
    hint(
        r"argument 'dtype' must be torch\.dtype, not (?P<found>\w+)",
        "A dtype of PyTorch's is written torch.float32, without quotes.",
    ),
    hint(
        r"Invalid device string: '(?P<device>[^']*)'",
        '{device} is no device. Devices are "cpu", "cuda", "cuda:0" or "mps"; a dtype is'
        " written without quotes, x.to(torch.float32).",
    ),
    hint(
        r"device type at start of device string: (?P<device>\S+)",
        'PyTorch has no device called {device}. An NVIDIA GPU is "cuda", one of Apple\'s "mps",'
        ' and "cpu" is always there.',
    ),
    hint(
        r"unsupported format string passed to Tensor",
        "A format such as :.2f is for a single number, and this tensor has several (or is no real"
        " number). Take one with .item(), or print the tensor as it is.",
    ),
    hint(
        r"can only concatenate str \(not \"(?P<found>\w+)\"\) to str",
        '+ joins text to text, and this is a {found}. Write print("loss", loss), or'
        " str(…) around it.",
    ),
    hint(
        r"expected Tensor as element (?P<place>\d+) in argument \d+, but got (?P<found>\w+)",
        "The list holds tensors, except at place {place} (counted from 0), where there is a"
        " {found}.",
    ),
    hint(
        r"(?P<call>\w+)\(\): argument 'tensors' \(position 1\) must be tuple of Tensors, not"
        r" Tensor",
        "{call} takes its tensors in one list: torch.{call}([a, b]).",
    ),
    hint(
        r"expect(?:s|ed) a non-empty (?:TensorList|list of Tensors)",
        "The list is empty, so there is nothing to join. Did the loop that fills it run, and is the"
        " list made before that loop and not inside it?",
    ),
    hint(
        r"'NoneType' object is not iterable",
        "Here is None where a list is expected. A function without return gives None, and so do"
        " methods that change a list in place, such as append and sort.",
        error="TypeError",
    ),
    hint(
        r"(?P<call>\w+)\.forward\(\) takes (?P<takes>\d+) positional arguments? but (?P<given>\d+)"
        r" (?:was|were) given",
        "{call}.forward takes no more than {takes}, self among them, and got {given}. Compare the"
        " call with the line def forward(self, …); is self there?",
        error="TypeError",
    ),
    hint(
        r"(?P<call>[\w.]+)\(\) takes (?:from \d+ to )?(?P<takes>\d+) positional arguments? but"
        r" (?P<given>\d+) (?:was|were) given",
        "{call} takes no more than {takes} (a method counts self), and got {given}. A module is"
        " made first and called then: model = Model(), and out = model(x).",
        error="TypeError",
    ),
    hint(
        r"(?P<call>[\w.]+)\(\) got an unexpected keyword argument '(?P<name>\w+)'",
        "{call} has no argument called {name}. Is it spelt right (lr, in_features, bias …)? help()"
        " of it lists its arguments.",
        error="TypeError",
    ),
    hint(
        r"'(?P<kind>bool|int|float|str|list|dict|NoneType)' object is not callable",
        "A {kind} stands before brackets as if it were a function. Was the name of a function or"
        " method, such as train, sum or list, given another value?",
        error="TypeError",
    ),
    hint(
        r"No such file or directory: '(?P<path>[^']*)'",
        "There is no file {path} where the program runs. Look at os.getcwd() and os.listdir(), or"
        " make the numbers in the program itself.",
        error="FileNotFoundError",
    ),
    hint(
        r"division by zero",
        "A plain Python number is divided by 0: a count of batches or examples that is still 0?",
        error="ZeroDivisionError",
    ),
    hint(
        r"invalid literal for int\(\)|could not convert string to float",
        "This text is no number. Print it, with repr(): is it a heading, is it empty, or has it a"
        " comma?",
        error="ValueError",
    ),
    hint(
        r"attribute '(?P<name>\w+)' of '[\w.]+' objects is not writable",
        "The {name} of a tensor is not assigned but made anew: x = x.reshape(…) for another shape,"
        " x.to(…) for another dtype or device.",
    ),
    hint(
        r"cannot import name '(?P<name>\w+)' from '(?P<place>[\w.]+)'"
        r"|module '(?P<other>[\w.]+)' has no attribute '(?P<attribute>\w+)'",
        "There is no such name in that module. Compare the spelling, capitals too: layers are"
        " written nn.Linear, functions F.relu.",
    ),
    hint(
        r"cannot access local variable '(?P<name>\w+)'",
        "{name} is assigned somewhere in this function, so it is the function's own, and it has no"
        " value yet at this line. Pass it in as an argument, or assign it first.",
        error="UnboundLocalError",
    ),
)
