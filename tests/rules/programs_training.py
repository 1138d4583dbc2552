"""Programs that use modules, optimisers, data loaders and losses wrongly, with words of advice."""

__all__ = ["TRAINING"]

TRAINING: tuple[tuple[str, str], ...] = (
    ("F.interpolate(torch.ones(1,1,4,4), size=(2,2,2))", "interpolate leaves batch and channels"),
    ("F.interpolate(torch.ones(1,1,4,4))", "interpolate needs one of the two: size,"),
    (
        "F.interpolate(torch.ones(1,4,4), scale_factor=2, mode='bilinear')",
        "bilinear wants 4 dimensions, with batch",
    ),
    (
        "F.interpolate(torch.ones(1,1,4,4), scale_factor=2, mode='nearest', align_corners=True)",
        "align_corners says something about",
    ),
    (
        "F.interpolate(torch.ones(1,1,4,4), scale_factor=2, mode='cubic')",
        "interpolate works on (batch, channels, …)",
    ),
    (
        "F.interpolate(torch.ones(1,1,4,4), scale_factor=(2,2,2))",
        "interpolate leaves batch and channels",
    ),
    ("F.interpolate(torch.ones(1,1,4,4), size=2.5)", "size is whole numbers, and scale_factor"),
    (
        "F.pad(torch.ones(1,1,3,3), (4,4,4,4), mode='reflect')",
        "A reflection cannot reach further than",
    ),
    (
        "F.pad(torch.ones(3,3,3,3,3,3), (1,1), mode='reflect')",
        "Padding comes in pairs, before and after,",
    ),
    (
        "F.pad(torch.ones(1,1,3), (4,4), mode='circular')",
        "Circular padding repeats the tensor once",
    ),
    ("F.pad(torch.ones(3), (-4,0))", "A negative padding cuts off, and here it"),
    (
        "F.cross_entropy(torch.randn(3,requires_grad=True), torch.tensor([0,1,1]))",
        "Scores and target have one shape, so the",
    ),
    (
        "F.cross_entropy(torch.tensor([0,1]), torch.randn(2,3))",
        "A softmax works on scores, and these are",
    ),
    (
        "F.nll_loss(torch.randn(4), torch.tensor([1,1,1,1]))",
        "Scores without a batch dimension are one",
    ),
    (
        (
            "class M(nn.Module):\n"
            "    def __init__(self):\n"
            "        self.n = 3\n"
            "    def forward(self,x):\n"
            "        return x\n"
            "M()(torch.ones(2))\n"
        ),
        "A module keeps lists of its layers and",
    ),
    (
        (
            "class M(nn.Module):\n"
            "    def __init__(self):\n"
            "        self.w = 3\n"
            "list(M().parameters())\n"
        ),
        "A module keeps lists of its layers and",
    ),
    (
        "torch.optim.SGD(nn.Linear(1,1).parameters(), lr='0.1')",
        "A number is compared with text: is a",
    ),
    ("torch.optim.SGD(nn.Linear(1,1), lr=0.1)", "A Linear is not a list of things. An"),
    ("torch.optim.SGD(nn.Linear(1,1).parameters, lr=0.1)", "A method is called with brackets:"),
    ("torch.optim.SGD(['w'], lr=0.1)", "An optimiser was given a str. It takes"),
    (
        (
            "w = torch.ones(3, requires_grad=True)\n"
            "torch.optim.SGD([{'params':[w]},{'params':[w]}], lr=0.1)\n"
        ),
        "A parameter is updated once a step, so it",
    ),
    (
        "torch.optim.Adam(nn.Linear(1,1).parameters(), betas=(1.0, 0.9))",
        "Adam's betas say how much of the past is",
    ),
    (
        "torch.optim.SGD(nn.Linear(1,1).parameters(), lr=.1, momentum=-1)",
        "momentum is not negative, and this is -1.",
    ),
    (
        "torch.optim.SGD(nn.Linear(1,1).parameters(), lr=.1, nesterov=True)",
        "Nesterov's rule looks ahead along the",
    ),
    (
        "torch.optim.lr_scheduler.StepLR(0.1, step_size=1)",
        "A schedule changes the learning rate of",
    ),
    (
        (
            "class D(data.Dataset):\n"
            "    def __getitem__(self,i):\n"
            "        return i\n"
            "data.DataLoader(D(), shuffle=True)\n"
        ),
        "D does not say how many there are. A",
    ),
    (
        (
            "class D(data.Dataset):\n"
            "    def __len__(self):\n"
            "        return 2\n"
            "for b in data.DataLoader(D()): pass\n"
        ),
        "A dataset gives its examples one by one,",
    ),
    (
        "for b in data.DataLoader([None, None], batch_size=2): pass",
        "A batch is piled up from numbers,",
    ),
    (
        "for b in data.DataLoader([[1,2],[1]], batch_size=2): pass",
        "Lists of one length become a batch, and",
    ),
    ("data.DataLoader([1,2], batch_size=0)", "A batch has a whole number of examples,"),
    (
        "data.DataLoader([1,2], shuffle=True, sampler=data.SequentialSampler([1,2]))",
        "A sampler chooses the order of the",
    ),
    ("data.DataLoader([1,2])[0]", "A DataLoader is walked through with for"),
    ("data.DataLoader([1,2], num_workers=-1)", "num_workers counts processes that load"),
    (
        "data.TensorDataset(torch.ones(3), torch.ones(2))",
        "A TensorDataset pairs its tensors row by",
    ),
    ("data.random_split([1,2,3], [1,1])", "The parts must add up to the whole"),
    (
        (
            "class D(data.IterableDataset):\n"
            "    def __iter__(self):\n"
            "        return iter([1])\n"
            "data.DataLoader(D(), shuffle=True)\n"
        ),
        "An IterableDataset comes in its own",
    ),
    ("data.DataLoader([], shuffle=True)", "The dataset is empty, so there is nothing"),
    ("nn.Sequential([nn.Linear(1,1)])", "A container of layers takes layers, and"),
    ("nn.Sequential(nn.Linear(1,1), nn.ReLU)", "A container of layers takes layers, and"),
    ("nn.Linear(1,1).load_state_dict(nn.Linear(1,1))", "load_state_dict takes the dictionary"),
    ("nn.Linear(1,1).load_state_dict('m.pt')", "load_state_dict takes the dictionary"),
    ("torch.randint(10)", "randint takes the bounds and then a"),
    ("torch.normal(0.0, -1.0, (2,))", "A standard deviation is not negative, and"),
    ("torch.multinomial(torch.tensor([0., 0.]), 1)", "All probabilities are 0, so there is"),
    ("torch.ones(3).topk(5)", "topk cannot give more numbers than there"),
    ("nn.Conv2d(3, 4, 3, groups=2)", "Groups share the channels out evenly, so"),
    ("nn.Conv2d(1,1,3,stride=0)(torch.ones(1,1,4,4))", "A stride is how far the window moves each"),
    ("m = nn.Linear(1,1)\nm.weight = torch.ones(1,1)", "weight is a parameter, and a plain tensor"),
    ("nn.ParameterList(torch.ones(2))", "A ParameterList takes a list:"),
    (
        "F.multi_margin_loss(torch.ones(2,3), torch.tensor([5, 1]))",
        "A label is below 0 or not smaller than",
    ),
    (
        "F.mse_loss(torch.ones(2), torch.ones(2), reduction='avg')",
        'A loss is reduced by "mean", by "sum" or',
    ),
    (
        "F.cross_entropy(torch.randn(2,3), torch.tensor([0,1]), weight=torch.ones(2))",
        "weight has one number per class, and",
    ),
    (
        "F.cross_entropy(torch.randn(2,3), torch.tensor([0,1]), label_smoothing=2.)",
        "label_smoothing is the share of the",
    ),
)
