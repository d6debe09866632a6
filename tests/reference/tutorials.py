"""The five tutorials' GANs in plain PyTorch functions: weights, networks and settings, one entry each in TUTORIALS.

Weights have TensorFlow's names and layouts, images are [batch, height, width, channels], and `draw` gives the random
streams of the step. Initial weights are normal, each with its shape, deviation and mean. Deviations are larger than the
tutorials', so that losses differ from step to step, and neither biases nor the offsets of normalizations are 0 nor the
scales 1, so that they count.
"""

import numpy as np
import torch
import torch.nn.functional as F


def leaky(x):
    return F.leaky_relu(x, 0.2)


def dense(w, name, x):
    x = x @ w[f"{name}/kernel"]
    return x + w[f"{name}/bias"] if f"{name}/bias" in w else x


def conv(w, name, x, **options):
    """On [batch, channels, height, width]; the kernel is [height, width, in, out]."""
    return F.conv2d(x, w[f"{name}/kernel"].permute(3, 2, 0, 1), w.get(f"{name}/bias"), **options)


def conv_transpose(w, name, x):
    """Kernel 4, stride 2, TensorFlow's "same"; the kernel is [height, width, out, in] there, [in, out, …] in PyTorch."""
    return F.conv_transpose2d(x, w[f"{name}/kernel"].permute(3, 2, 0, 1), w.get(f"{name}/bias"), stride=2, padding=1)


def batch_normalization(w, name, x, epsilon):
    """Over all axes but the second, by this batch's mean and biased variance."""
    return F.batch_norm(x, None, None, w[f"{name}/gamma"], w[f"{name}/beta"], training=True, eps=epsilon)


def channels_first(x):
    return x.permute(0, 3, 1, 2)


def channels_last(x):
    return x.permute(0, 2, 3, 1)


def dense_weights(name, inputs, outputs, deviation, bias=True):
    weights = {f"{name}/kernel": ([inputs, outputs], deviation, 0)}
    return {**weights, f"{name}/bias": ([outputs], 0.04, 0)} if bias else weights


def conv_weights(name, shape, filters, deviation, bias=True):
    weights = {f"{name}/kernel": (shape, deviation, 0)}
    return {**weights, f"{name}/bias": ([filters], 0.04, 0)} if bias else weights


def normalization_weights(name, channels):
    return {f"{name}/gamma": ([channels], 0.2, 1), f"{name}/beta": ([channels], 0.2, 0)}


def mlp_weights(network, sizes, deviations, normalized=False):
    weights = {}
    for index, (inputs, outputs, deviation) in enumerate(zip(sizes[:-1], sizes[1:], deviations, strict=True), 1):
        is_last = index == len(sizes) - 1
        weights |= dense_weights(f"{network}_{'output' if is_last else f'dense_{index}'}", inputs, outputs, deviation)
        if normalized and not is_last:
            weights |= normalization_weights(f"{network}_batch_normalization_{index}", outputs)
    return weights


# mnist-dcgan


def judge_dcgan(w, images, draw):
    x = channels_first(images)
    for layer in ("discriminator_conv_1", "discriminator_conv_2"):
        # TensorFlow's "same" for kernel 3, stride 2, even sides: nothing before, 1 after
        x = leaky(conv(w, layer, F.pad(x, (0, 1, 0, 1)), stride=2))
    uniform = draw.uniform("dropout/discriminator_dropout", [len(images), 3136])
    mask = (uniform >= np.float32(0.4)).astype(np.float32) * np.float32(1 / (1 - 0.4))
    return dense(w, "discriminator_logits", channels_last(x).flatten(1) * torch.tensor(mask))


def generate_dcgan(w, latents):
    x = leaky(dense(w, "generator_dense", latents))
    x = channels_first(x.reshape(-1, 7, 7, 128))
    for layer in ("generator_conv_transpose_1", "generator_conv_transpose_2"):
        x = leaky(conv_transpose(w, layer, x))
    return channels_last(torch.sigmoid(conv(w, "generator_image", x, padding=3)))


# mnist-mlp-keras: normalization after the activation, with Keras' epsilon


def judge_mlp_keras(w, images, draw):
    x = images.flatten(1)
    for layer in ("discriminator_dense_1", "discriminator_dense_2"):
        x = leaky(dense(w, layer, x))
    return dense(w, "discriminator_output", x)


def generate_mlp_keras(w, latents):
    x = latents
    for index in (1, 2, 3):
        x = leaky(dense(w, f"generator_dense_{index}", x))
        x = batch_normalization(w, f"generator_batch_normalization_{index}", x, epsilon=1e-3)
    return torch.tanh(dense(w, "generator_output", x)).reshape(-1, 28, 28, 1)


# function-1d


def judge_function_1d(w, points, draw):
    return dense(w, "discriminator_output", torch.relu(dense(w, "discriminator_dense_1", points)))


def generate_function_1d(w, latents):
    return dense(w, "generator_output", torch.relu(dense(w, "generator_dense_1", latents)))


# mnist-dcgan-guidelines: normalization before the activation, with PyTorch's epsilon; kernel 4, stride 2, of which
# TensorFlow's "same" pads 1 on every side


def judge_guidelines(w, images, draw):
    x = leaky(conv(w, "discriminator_conv_1", channels_first(images), stride=2, padding=1))
    x = conv(w, "discriminator_conv_2", x, stride=2, padding=1)
    x = leaky(batch_normalization(w, "discriminator_batch_normalization_2", x, epsilon=1e-5))
    return dense(w, "discriminator_logits", channels_last(x).flatten(1))


def generate_guidelines(w, latents):
    x = channels_first(dense(w, "generator_dense", latents).reshape(-1, 7, 7, 128))
    x = torch.relu(batch_normalization(w, "generator_batch_normalization_1", x, epsilon=1e-5))
    x = conv_transpose(w, "generator_conv_transpose_1", x)
    x = torch.relu(batch_normalization(w, "generator_batch_normalization_2", x, epsilon=1e-5))
    return channels_last(torch.tanh(conv_transpose(w, "generator_image", x)))


# mnist-mlp


def judge_mlp(w, images, draw):
    x = images.flatten(1)
    for layer in ("discriminator_dense_1", "discriminator_dense_2"):
        x = leaky(dense(w, layer, x))
    return dense(w, "discriminator_output", x)


def generate_mlp(w, latents):
    x = latents
    for layer in ("generator_dense_1", "generator_dense_2"):
        x = torch.relu(dense(w, layer, x))
    return torch.tanh(dense(w, "generator_output", x)).reshape(-1, 28, 28, 1)


IMAGE = [28, 28, 1]

TUTORIALS = {
    "mnist-dcgan": {
        "row": IMAGE,
        "range": [0, 1],
        "latent": 100,
        "batch": {"real": 8, "fake": 8, "generator": 16},
        "adam": {"rate": 2e-4, "beta1": 0.5, "epsilon": 1e-7},
        "fakes": "fresh",
        "updates": ["separate", "joint"],  # the example's, and the one of the tutorial's page
        "judge": judge_dcgan,
        "generate": generate_dcgan,
        "discriminator": {
            **conv_weights("discriminator_conv_1", [3, 3, 1, 64], 64, 0.04),
            **conv_weights("discriminator_conv_2", [3, 3, 64, 64], 64, 0.04),
            **dense_weights("discriminator_logits", 3136, 1, 0.05),
        },
        "generator": {
            **dense_weights("generator_dense", 100, 6272, 0.036),
            **conv_weights("generator_conv_transpose_1", [4, 4, 128, 128], 128, 0.044),
            **conv_weights("generator_conv_transpose_2", [4, 4, 128, 128], 128, 0.044),
            **conv_weights("generator_image", [7, 7, 128, 1], 1, 0.036),
        },
    },
    "mnist-mlp-keras": {
        "row": IMAGE,
        "range": [-1, 1],
        "latent": 100,
        "batch": {"real": 8, "fake": 8, "generator": 16},
        "adam": {"rate": 2e-4, "beta1": 0.5, "epsilon": 1e-7},
        "fakes": "fresh",
        "updates": ["separate"],
        "judge": judge_mlp_keras,
        "generate": generate_mlp_keras,
        "discriminator": mlp_weights("discriminator", [784, 512, 256, 1], [0.04, 0.05, 0.05]),
        "generator": mlp_weights("generator", [100, 256, 512, 1024, 784], [0.1, 0.06, 0.04, 0.02], normalized=True),
    },
    "function-1d": {
        "row": [2],
        "range": [-0.5, 0.5],
        "latent": 5,
        "batch": {"real": 8, "fake": 8, "generator": 16},
        "adam": {"rate": 1e-3, "beta1": 0.9, "epsilon": 1e-7},
        "fakes": "fresh",
        "updates": ["separate"],
        "judge": judge_function_1d,
        "generate": generate_function_1d,
        "discriminator": mlp_weights("discriminator", [2, 25, 1], [0.7, 0.3]),
        "generator": mlp_weights("generator", [5, 15, 2], [0.4, 0.3]),
    },
    "mnist-dcgan-guidelines": {
        "row": IMAGE,
        "range": [-1, 1],
        "latent": 100,
        "batch": {"real": 8, "fake": 8, "generator": 8},
        "adam": {"rate": 2e-4, "beta1": 0.5, "epsilon": 1e-7},
        "fakes": "shared",
        "updates": ["joint"],
        "judge": judge_guidelines,
        "generate": generate_guidelines,
        "discriminator": {
            **conv_weights("discriminator_conv_1", [4, 4, 1, 64], 64, 0.1),
            **conv_weights("discriminator_conv_2", [4, 4, 64, 128], 128, 0.03, bias=False),
            **normalization_weights("discriminator_batch_normalization_2", 128),
            **dense_weights("discriminator_logits", 6272, 1, 0.01),
        },
        "generator": {
            **dense_weights("generator_dense", 100, 6272, 0.1, bias=False),
            **normalization_weights("generator_batch_normalization_1", 128),
            **conv_weights("generator_conv_transpose_1", [4, 4, 64, 128], 64, 0.03, bias=False),
            **normalization_weights("generator_batch_normalization_2", 64),
            **conv_weights("generator_image", [4, 4, 1, 64], 1, 0.03),
        },
    },
    "mnist-mlp": {
        "row": IMAGE,
        "range": [-1, 1],
        "latent": 64,
        "batch": {"real": 8, "fake": 8, "generator": 16},
        "adam": {"rate": 2e-4, "beta1": 0.9, "epsilon": 1e-8},
        "fakes": "fresh",
        "updates": ["joint"],
        "judge": judge_mlp,
        "generate": generate_mlp,
        "discriminator": mlp_weights("discriminator", [784, 256, 256, 1], [0.04, 0.06, 0.06]),
        "generator": mlp_weights("generator", [64, 256, 256, 784], [0.1, 0.08, 0.05]),
    },
}
