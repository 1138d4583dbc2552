"""Programs whose recordings are held against torch: each key names the edge it is about."""

from tests.capture.programs.graphs import GRAPHS
from tests.capture.programs.layers import LAYERS
from tests.capture.programs.training import TRAINING

IMPORTS = "import torch\nimport torch.nn.functional as F\nfrom torch import nn\n"
PROGRAMS = {name: IMPORTS + text for name, text in {**TRAINING, **GRAPHS, **LAYERS}.items()}
