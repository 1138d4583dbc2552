"""Advice on the parts of a training program: modules, optimisers, data loaders, losses."""

from chainrule.rules.hint import Hint, hint

__all__ = ["TRAINING_HINTS"]

TRAINING_HINTS: tuple[Hint, ...] = (
    # modules
    hint(
        r"cannot assign buffer before Module\.__init__\(\) call"
        r"|object has no attribute '_(?:modules|parameters|buffers|forward_hooks|backward_hooks)'",
        "A module keeps lists of its layers and parameters, which are made by super().__init__():"
        " call that first in your __init__.",
        error="AttributeError",
    ),
    hint(
        r"^(?P<found>[\w.]+) is not a Module subclass",
        "A container of layers takes layers, and {found} is none. Layers are made with brackets,"
        " nn.ReLU(); the function F.relu goes into forward; and a list is unpacked, with"
        " nn.Sequential(*layers).",
    ),
    hint(
        r"cannot assign '(?P<found>[\w.]+)' as parameter '(?P<name>\w+)'",
        "{name} is a parameter, and a plain tensor is not: write nn.Parameter(…) around it, or copy"
        " into it under torch.no_grad(), with {name}.copy_(…).",
    ),
    hint(
        r"ParameterList\.extend should be called with an iterable, but got (?P<found>\w+)",
        "A ParameterList takes a list: nn.ParameterList([a, b]).",
    ),
    hint(
        r"Expected state_dict to be dict-like, got <class '(?P<found>[\w.]+)'>",
        "load_state_dict takes the dictionary itself and not a {found}: model.state_dict() of"
        " another model, or torch.load(path) of a file.",
    ),
    hint(
        r"in_channels must be divisible by groups|out_channels must be divisible by groups",
        "Groups share the channels out evenly, so both numbers of channels must be multiples of"
        " groups.",
    ),
    hint(
        r"non-positive stride is not supported",
        "A stride is how far the window moves each time, and it has to move: 1 or more.",
    ),
    # resizing and padding
    hint(
        r"number of spatial dimensions, but got input with spatial dimensions of"
        r" (?P<input>\[.*?\]) and (?:output size|scale_factor) of (?:shape )?(?P<given>\(.*?\))",
        "interpolate leaves batch and channels alone, and needs a number for each other dimension:"
        " those are {input}, and it was given {given}.",
    ),
    hint(
        r"either size or scale_factor should be defined|only one of size or scale_factor",
        "interpolate needs one of the two: size, the new height and width, or scale_factor, how"
        " many times as large.",
    ),
    hint(
        r"align_corners option can only be set",
        'align_corners says something about drawing lines between numbers, and mode="nearest"'
        ' draws none. Leave it out, or choose mode="bilinear".',
    ),
    hint(
        r"Got (?P<got>\d)D input, but (?P<mode>\w+) mode needs (?P<needs>\d)D input",
        "{mode} wants {needs} dimensions, with batch and channels first, and got {got}. Add the"
        " missing ones with x.unsqueeze(0).",
    ),
    hint(
        r"input Tensors supported \(got (?P<got>\d)D\).*\(got (?P<mode>\S+)\)",
        "interpolate works on (batch, channels, …) with 1 to 3 more dimensions, and on the modes"
        " that the message lists; it got {got} dimensions and the mode {mode}. An image gets its"
        " batch with x.unsqueeze(0).",
    ),
    hint(
        r"upsample_\w+\(\) received an invalid combination of arguments",
        "size is whole numbers, and scale_factor is the one that may be a fraction. Write"
        " size=(h, w) with int(…) around what was divided.",
    ),
    hint(
        r"Padding size should be less than the corresponding input dimension, but got: padding"
        r" \((?P<padding>[\d, ]+)\) at dimension (?P<dim>\d+) of input \[(?P<shape>[\d, ]+)\]",
        "A reflection cannot reach further than the picture: dimension {dim} of [{shape}] is too"
        ' small for a padding of ({padding}). Pad less, or with mode="replicate".',
    ),
    hint(
        r"Padding value causes wrapping around more than once",
        "Circular padding repeats the tensor once at most, so it is no larger than the dimension"
        " that it pads.",
    ),
    hint(
        r"Padding size \d+ is not supported for (?P<dims>\d+)D input|Padding length must be"
        r" divisible by 2",
        "Padding comes in pairs, before and after, the last dimension first: (left, right) or"
        " (left, right, top, bottom). Reflecting and repeating leave batch and channels alone.",
    ),
    hint(
        r"narrow\(\): length must be non-negative",
        "A negative padding cuts off, and here it cuts off more than there is.",
    ),
    # numbers
    hint(
        r"selected index k out of range",
        "topk cannot give more numbers than there are along that dimension: choose a smaller k, or"
        " another dim.",
    ),
    hint(
        r"normal expects std >= 0\.0, but found std (?P<std>\S+)",
        "A standard deviation is not negative, and this one is {std}. Is it a logarithm still? Then"
        " take exp of it.",
    ),
    hint(
        r"invalid multinomial distribution",
        "All probabilities are 0, so there is nothing to draw. One of them must be positive.",
    ),
    hint(
        r"randint\(\) received an invalid combination",
        "randint takes the bounds and then a shape: torch.randint(0, 10, (3,)) gives three numbers"
        " from 0 to 9.",
    ),
    # losses
    hint(
        r"Expected floating point type for target with class probabilities, got (?P<found>\w+)",
        "Scores and target have one shape, so the target is taken for probabilities, and it holds"
        " {found} numbers. One label per example has the shape (B,) beside scores (B, C); a one-hot"
        " target needs .float().",
    ),
    hint(
        r"For 1D input, 1D target must have size 1",
        "Scores without a batch dimension are one example, and there are several labels. Scores"
        " have the shape (B, C): is a dimension lost, or is unsqueeze(0) missing?",
    ),
    hint(
        r"\"log_softmax\w*\" not implemented for '(?P<dtype>Long|Int|Bool)'",
        "A softmax works on scores, and these are {dtype} numbers. Are scores and labels the wrong"
        " way round? It is cross_entropy(scores, labels).",
    ),
    hint(
        r"^target out of range",
        "A label is below 0 or not smaller than the number of scores; classes are counted from 0.",
    ),
    hint(
        r"^(?P<found>\S+) is not a valid value for reduction",
        'A loss is reduced by "mean", by "sum" or not at all, "none"; not by {found}.',
    ),
    hint(
        r"weight tensor should be defined either for all (?P<classes>\d+) classes",
        "weight has one number per class, and there are {classes} classes.",
    ),
    hint(
        r"label_smoothing must be between 0\.0 and 1\.0",
        "label_smoothing is the share of the target that is spread over all classes, between 0 and"
        " 1; 0.1 is usual.",
    ),
    # optimisers
    hint(
        r"'<=?' not supported between instances of '(?:str' and 'float|float' and 'str)'",
        "A number is compared with text: is a setting such as lr given in quotes, or as it came"
        " from a file or the command line? Write float(…) around it.",
        error="TypeError",
    ),
    hint(
        r"'(?P<kind>method)' object is not iterable",
        "A method is called with brackets: model.parameters().",
        error="TypeError",
    ),
    hint(
        r"'DataLoader' object is not (?:an iterator|subscriptable)",
        "A DataLoader is walked through with for batch in loader; its first batch alone is"
        " next(iter(loader)), and one example dataset[i].",
        error="TypeError",
    ),
    hint(
        r"'(?P<kind>(?!NoneType)[A-Z]\w*)' object is not iterable",
        "A {kind} is not a list of things. An optimiser takes model.parameters(), and a loop over"
        " layers model.children().",
        error="TypeError",
    ),
    hint(
        r"optimizer can only optimize Tensors, but one of the params is (?P<found>\w+)",
        "An optimiser was given a {found}. It takes model.parameters(), or a list of tensors that"
        " require grad; named_parameters() gives their names too, a state_dict() only the names.",
    ),
    hint(
        r"some parameters appear in more than one parameter group",
        "A parameter is updated once a step, so it belongs to one group. Is a layer in two lists?",
    ),
    hint(
        r"Invalid beta parameter at index (?P<index>\d): (?P<beta>\S+)",
        "Adam's betas say how much of the past is kept, from 0 up to but not including 1; number"
        " {index} is {beta}. Usual are (0.9, 0.999).",
    ),
    hint(
        r"Invalid (?P<name>momentum|weight_decay|epsilon|alpha|rho)(?: value)?: (?P<value>\S+)",
        "{name} is not negative, and this is {value}.",
    ),
    hint(
        r"Nesterov momentum requires a momentum and zero dampening",
        "Nesterov's rule looks ahead along the momentum, so it needs some: momentum=0.9.",
    ),
    hint(
        r"^(?P<found>[\w.]+) is not an Optimizer",
        "A schedule changes the learning rate of an optimiser, so that comes first:"
        " StepLR(optimizer, step_size=10). It was given a {found}.",
    ),
    # data
    hint(
        r"object of type '(?P<kind>\w+)' has no len\(\)",
        "{kind} does not say how many there are. A dataset needs def __len__(self) beside def"
        " __getitem__(self, i).",
        error="TypeError",
    ),
    hint(
        r"Subclasses of Dataset should implement __getitem__",
        "A dataset gives its examples one by one, by number: def __getitem__(self, i). Is it spelt"
        " and indented right?",
    ),
    hint(
        r"default_collate: batch must contain .*found <class '(?P<found>[\w.]+)'>",
        "A batch is piled up from numbers, tensors, lists and dictionaries of them, and the dataset"
        " gave a {found}. Does __getitem__ return what it should? Otherwise pass a collate_fn.",
    ),
    hint(
        r"each element in list of batch should be of equal size",
        "Lists of one length become a batch, and these differ. Pad them, or pass a collate_fn.",
    ),
    hint(
        r"batch_size should be a positive integer value, but got batch_size=(?P<size>\S+)",
        "A batch has a whole number of examples, at least 1, and not {size}.",
    ),
    hint(
        r"sampler option is mutually exclusive with shuffle",
        "A sampler chooses the order of the examples, and so does shuffle. Leave one of them out.",
    ),
    hint(
        r"num_workers option should be non-negative|prefetch_factor option could only be specified",
        "num_workers counts processes that load data; 0 loads it in this one, where there is"
        " nothing to fetch ahead.",
    ),
    hint(
        r"Size mismatch between tensors",
        "A TensorDataset pairs its tensors row by row, so all have the same number of rows: compare"
        " X.shape[0] with y.shape[0].",
    ),
    hint(
        r"Sum of input lengths does not equal the length of the input dataset",
        "The parts must add up to the whole dataset: write n = int(0.8 * len(data)) and"
        " random_split(data, [n, len(data) - n]), or fractions that add up to 1.",
    ),
    hint(
        r"DataLoader with IterableDataset: expected unspecified shuffle",
        "An IterableDataset comes in its own order, so a loader cannot shuffle it. Shuffle where"
        " the examples are made, or write a dataset with __getitem__ and __len__.",
    ),
    hint(
        r"num_samples should be a positive integer value, but got num_samples=0",
        "The dataset is empty, so there is nothing to shuffle. Print its len(): were the files or"
        " rows found?",
    ),
)
