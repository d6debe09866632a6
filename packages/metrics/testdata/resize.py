"""Writes resize.json: a small image with three channels, and what Pillow makes of it on float pixels, as clean-fid resizes, for the tests of the metrics.

    python3 -m venv venv && venv/bin/pip install numpy pillow
    venv/bin/python packages/metrics/testdata/resize.py > packages/metrics/testdata/resize.json
"""

import json

import numpy as np
import PIL
from PIL import Image

HEIGHT, WIDTH, CHANNELS = 11, 16, 3
random = np.random.default_rng(5)
image = np.round(random.uniform(-1, 1, (HEIGHT, WIDTH, CHANNELS)) * 256) / 256


def resized(height, width, resample):
    planes = [
        np.asarray(Image.fromarray(image[:, :, channel].astype(np.float32)).resize((width, height), resample=resample))
        for channel in range(CHANNELS)
    ]
    return np.stack(planes, axis=-1)


cases = [
    {"filter": name, "size": [height, width], "pixels": [round(float(value), 7) for value in resized(height, width, resample).ravel()]}
    for name, resample in (("bicubic", Image.Resampling.BICUBIC), ("bilinear", Image.Resampling.BILINEAR))
    for height, width in ((4, 5), (23, 20), (11, 3), (7, 31))
]
shape = [HEIGHT, WIDTH, CHANNELS]
print(json.dumps({"versions": {"Pillow": PIL.__version__}, "shape": shape, "image": image.ravel().tolist(), "cases": cases}))
