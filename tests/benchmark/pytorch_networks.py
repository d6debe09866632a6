"""The networks of the workloads in PyTorch, with the weights that Forger's begin with."""

import numpy as np
import torch
from torch import nn


def mlp(sizes, activation, output=None, normalize=None):
    layers = []
    for inputs, outputs in zip(sizes, sizes[1:-1]):
        layers += [nn.Linear(inputs, outputs), activation(), *([normalize(outputs)] if normalize else [])]
    layers.append(nn.Linear(sizes[-2], sizes[-1]))
    return nn.Sequential(*layers, *([output()] if output else []))


def relu():
    return nn.ReLU(inplace=True)


def leaky():
    return nn.LeakyReLU(0.2, inplace=True)


def create_networks(workload):
    """The discriminator and the generator."""
    if workload in ("1-d gan", "function-1d"):
        return mlp([2, 25, 1], relu), mlp([5, 15, 2], relu)
    if workload in ("mlp gan", "mnist-mlp"):
        return mlp([784, 256, 256, 1], leaky), mlp([64, 256, 256, 784], relu, nn.Tanh)
    if workload == "wgan-gp":
        return wgan_gp()
    if workload in ("dcgan", "mnist-dcgan"):
        return dcgan()
    if workload == "mnist-mlp-keras":
        return mlp([784, 512, 256, 1], leaky), mlp([100, 256, 512, 1024, 784], leaky, nn.Tanh, keras_normalization)
    if workload == "mnist-dcgan-guidelines":
        return guidelines()
    raise ValueError(f"the workload must be a known one: current value is {workload}")


def keras_normalization(channels):
    return nn.BatchNorm1d(channels, eps=1e-3, momentum=0.2)


def guidelines():
    discriminator = nn.Sequential(
        nn.Unflatten(1, (1, 28, 28)),
        nn.Conv2d(1, 64, 4, 2, 1),
        leaky(),
        nn.Conv2d(64, 128, 4, 2, 1, bias=False),
        nn.BatchNorm2d(128),
        leaky(),
        nn.Flatten(),
        nn.Linear(6272, 1),
    )
    generator = nn.Sequential(
        nn.Linear(100, 6272, bias=False),
        nn.Unflatten(1, (128, 7, 7)),
        nn.BatchNorm2d(128),
        relu(),
        nn.ConvTranspose2d(128, 64, 4, 2, 1, bias=False),
        nn.BatchNorm2d(64),
        relu(),
        nn.ConvTranspose2d(64, 1, 4, 2, 1),
        nn.Tanh(),
        nn.Flatten(),
    )
    return discriminator, generator


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
    places = [(layer, parameter) for layer in network for parameter in layer.parameters()]
    # what is left are the averages of normalizations, with which all sides begin alike
    for (layer, parameter), value in zip(places, weights[: len(places)], strict=True):
        value = in_pytorch_layout(value, layer, has_maps(network))
        with torch.no_grad():
            parameter.copy_(torch.from_numpy(np.ascontiguousarray(value)))


def in_pytorch_layout(value, layer, network_has_maps):
    if value.ndim == 4:
        return value[::-1, ::-1].transpose(3, 2, 0, 1)
    if not isinstance(layer, nn.Linear):
        return value
    value = value.T
    if network_has_maps and len(value) % 49 == 0:  # the outputs become maps of 7x7
        return turned_maps(value)
    if network_has_maps and value.ndim == 2:  # the inputs were such maps
        return turned_maps(value.T).T
    return value


def has_maps(network):
    return any(isinstance(layer, (nn.Conv2d, nn.ConvTranspose2d)) for layer in uncompiled(network))


def uncompiled(network):
    """The network itself, where `torch.compile` has wrapped it."""
    return getattr(network, "_orig_mod", network)


def turned_maps(values):
    """Reorders the first axis from `[7, 7, channels]` to `[channels, 7, 7]`, turned by 180 degrees."""
    return values.reshape(49, -1, *values.shape[1:])[::-1].swapaxes(0, 1).reshape(values.shape)


def count(network):
    return sum(parameter.numel() for parameter in network.parameters())
