"""Computes upsample.json: images doubled by PyTorch, for upsample_test.ts.

    python3 -m venv venv && venv/bin/pip install torch
    venv/bin/python packages/layers/testdata/upsample.py > packages/layers/testdata/upsample.json
"""

import json

import torch
import torch.nn.functional as F

SHAPES = [[1, 3, 5, 2], [2, 1, 2, 1]]
METHODS = {"nearest": {}, "bilinear": {"align_corners": False}, "bicubic": {"align_corners": False}}


def image(shape):
    """Values in [-1, 1] without any order."""
    count = torch.Size(shape).numel()
    return torch.sin(torch.arange(count, dtype=torch.float64) ** 2).reshape(shape)


def doubled(images, method):
    channels_first = images.permute(0, 3, 1, 2)
    return F.interpolate(channels_first, scale_factor=2, mode=method, **METHODS[method]).permute(0, 2, 3, 1)


def listed(tensor):
    return [round(value, 8) for value in tensor.flatten().tolist()]


def case(shape):
    images = image(shape)
    return {
        "shape": shape,
        "input": listed(images),
        "outputs": {method: listed(doubled(images, method)) for method in METHODS},
    }


print(json.dumps({"torch": torch.__version__, "cases": [case(shape) for shape in SHAPES]}))
