"""The networks of the workloads in PyTorch, with the weights that Forger's begin with."""

import numpy as np
import torch
from torch import nn


def mlp(sizes, activation, output=None):
    layers = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        layers += [nn.Linear(inputs, outputs), activation()]
    layers.pop()
    return nn.Sequential(*layers, *([output()] if output else []))


def relu():
    return nn.ReLU(inplace=True)


def leaky():
    return nn.LeakyReLU(0.2, inplace=True)


def create_networks(workload):
    """The discriminator and the generator."""
    if workload == "1-d gan":
        return mlp([2, 25, 1], relu), mlp([5, 15, 2], relu)
    if workload == "mlp gan":
        return mlp([784, 256, 256, 1], leaky), mlp([64, 256, 256, 784], relu, nn.Tanh)
    if workload == "wgan-gp":
        return wgan_gp()
    if workload == "dcgan":
        return dcgan()
    raise ValueError(f"the workload must be a known one: current value is {workload}")


def wgan_gp():
    discriminator = nn.Sequential(
        nn.Unflatten(1, (1, 28, 28)),
        nn.Conv2d(1, 32, 3, 2, 1),
        leaky(),
        nn.Conv2d(32, 32, 3, 2, 1),
        leaky(),
        nn.Flatten(),
        nn.Linear(1568, 1),
    )
    generator = nn.Sequential(
        nn.Linear(64, 1568),
        leaky(),
        nn.Unflatten(1, (32, 7, 7)),
        nn.ConvTranspose2d(32, 32, 4, 2, 1),
        leaky(),
        nn.ConvTranspose2d(32, 1, 4, 2, 1),
        nn.Tanh(),
        nn.Flatten(),
    )
    return discriminator, generator


def dcgan():
    discriminator = nn.Sequential(
        nn.Unflatten(1, (1, 28, 28)),
        nn.Conv2d(1, 64, 3, 2, 1),
        leaky(),
        nn.Conv2d(64, 64, 3, 2, 1),
        leaky(),
        nn.Flatten(),
        nn.Dropout(0.4),
        nn.Linear(3136, 1),
    )
    generator = nn.Sequential(
        nn.Linear(100, 6272),
        leaky(),
        nn.Unflatten(1, (128, 7, 7)),
        nn.ConvTranspose2d(128, 128, 4, 2, 1),
        leaky(),
        nn.ConvTranspose2d(128, 128, 4, 2, 1),
        leaky(),
        nn.Conv2d(128, 1, 7, padding=3),
        nn.Sigmoid(),
        nn.Flatten(),
    )
    return discriminator, generator


def load(network, weights):
    """Gives the network weights in Keras' layout, with the channels of images last; here they come first.

    Images are upside down here: a convolution of kernel 3 and stride 2 reads padding before the image in PyTorch, and
    after it with Keras' `same`. With kernels turned by 180 degrees too, both are the same function.
    """
    layers = [layer for layer in network if hasattr(layer, "weight")]
    has_maps = any(isinstance(layer, (nn.Conv2d, nn.ConvTranspose2d)) for layer in layers)
    for layer, kernel, bias in zip(layers, weights[::2], weights[1::2], strict=True):
        if kernel.ndim == 4:
            kernel = kernel[::-1, ::-1].transpose(3, 2, 0, 1)
        else:
            kernel = kernel.T
            if has_maps and len(kernel) % 49 == 0:  # the outputs become maps of 7x7
                kernel, bias = turned_maps(kernel), turned_maps(bias)
            elif has_maps:  # the inputs were such maps
                kernel = turned_maps(kernel.T).T
        with torch.no_grad():
            layer.weight.copy_(torch.from_numpy(np.ascontiguousarray(kernel)))
            layer.bias.copy_(torch.from_numpy(np.ascontiguousarray(bias)))


def turned_maps(values):
    """Reorders the first axis from `[7, 7, channels]` to `[channels, 7, 7]`, turned by 180 degrees."""
    return values.reshape(49, -1, *values.shape[1:])[::-1].swapaxes(0, 1).reshape(values.shape)


def turned_images(rows, shape):
    """Turns images of one channel by 180 degrees, as the kernels are; other rows stay."""
    return np.ascontiguousarray(rows[:, ::-1]) if len(shape) == 3 else rows


def count(network):
    return sum(parameter.numel() for parameter in network.parameters())
