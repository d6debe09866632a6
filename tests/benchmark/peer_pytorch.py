"""One measurement of PyTorch: the three workloads as its users write them, eager or with `torch.compile`."""

import os
import sys

if hasattr(os, "RTLD_LAZY"):
    # The libraries for GPUs are empty here (see python_environment.ts): nothing may look for their functions at the start.
    sys.setdlopenflags(os.RTLD_LAZY | os.RTLD_LOCAL)

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from measuring import measure, print_result, read_request, read_weights, synthetic_rows


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
    """Gives the network weights in Keras' layout, with the channels of images last; here they come first."""
    layers = [layer for layer in network if hasattr(layer, "weight")]
    for layer, kernel, bias in zip(layers, weights[::2], weights[1::2], strict=True):
        if kernel.ndim == 4:
            kernel = kernel.transpose(3, 2, 0, 1)
        elif kernel.shape == (100, 6272):
            kernel = kernel.reshape(100, 7, 7, 128).transpose(3, 1, 2, 0).reshape(6272, 100)
            bias = bias.reshape(7, 7, 128).transpose(2, 0, 1).reshape(6272)
        elif kernel.shape == (3136, 1):
            kernel = kernel.reshape(7, 7, 64).transpose(2, 0, 1).reshape(1, 3136)
        else:
            kernel = kernel.T
        with torch.no_grad():
            layer.weight.copy_(torch.from_numpy(np.ascontiguousarray(kernel)))
            layer.bias.copy_(torch.from_numpy(np.ascontiguousarray(bias)))


def count(network):
    return sum(parameter.numel() for parameter in network.parameters())


def create_step(request, discriminator, generator):
    batch, latent = request["batch"], request["latent"]
    rows = torch.from_numpy(synthetic_rows(request["data"]))
    adam = {"lr": request["learningRate"], "betas": (request["beta1"], request["beta2"]), "eps": request["epsilon"]}
    discriminator_optimizer = torch.optim.Adam(discriminator.parameters(), **adam)
    generator_optimizer = torch.optim.Adam(generator.parameters(), **adam)
    ones, zeros = torch.ones(batch, 1), torch.zeros(batch, 1)
    cross_entropy = F.binary_cross_entropy_with_logits

    def step():
        real = rows[torch.randint(len(rows), (batch,))]
        with torch.no_grad():
            fake = generator(torch.randn(batch, latent))
        discriminator_optimizer.zero_grad()
        loss = cross_entropy(discriminator(real), ones) + cross_entropy(discriminator(fake), zeros)
        loss.backward()
        discriminator_optimizer.step()

        generator_optimizer.zero_grad()
        generator_loss = cross_entropy(discriminator(generator(torch.randn(batch, latent))), ones)
        generator_loss.backward()
        generator_optimizer.step()
        return loss.item(), generator_loss.item()

    return step


def main():
    request = read_request()
    torch.set_num_threads(request["threads"])
    torch.manual_seed(request["seed"])
    discriminator, generator = create_networks(request["workload"])
    load(discriminator, read_weights(request, "discriminator"))
    load(generator, read_weights(request, "generator"))
    parameters = {"discriminator": count(discriminator), "generator": count(generator)}
    if request["mode"] == "compile":
        discriminator, generator = torch.compile(discriminator), torch.compile(generator)
    measured = measure(create_step(request, discriminator, generator), request)
    print_result(
        measured,
        batch=request["batch"],
        parameters=parameters,
        threads=torch.get_num_threads(),
        version=torch.__version__,
        mode=request["mode"],
    )


main()
