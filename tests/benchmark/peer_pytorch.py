"""One measurement of PyTorch: the workloads as its users write them, eager or with `torch.compile`."""

import os
import sys

if hasattr(os, "RTLD_LAZY"):
    # The libraries for GPUs are empty here (see python_environment.ts): nothing may look for their functions at the start.
    sys.setdlopenflags(os.RTLD_LAZY | os.RTLD_LOCAL)

import torch
import torch.nn.functional as F

from measuring import measure, penalty_options, print_result, read_request, read_weights, synthetic_rows
from pytorch_networks import count, create_networks, load, turned_images


def non_saturating(batch):
    """The losses of the discriminator and of the generator."""
    ones, zeros = torch.ones(batch, 1), torch.zeros(batch, 1)
    cross_entropy = F.binary_cross_entropy_with_logits
    return (
        lambda real, fake: cross_entropy(real, ones) + cross_entropy(fake, zeros),
        lambda fake: cross_entropy(fake, ones),
    )


def wasserstein(batch):
    return lambda real, fake: fake.mean() - real.mean(), lambda fake: -fake.mean()


LOSSES = {"non-saturating": non_saturating, "wasserstein": wasserstein}


def create_penalty(discriminator, options):
    """What is added to the discriminator's loss on real and fake images, or None."""
    if options is None:
        return None
    # AOTAutograd has no second derivatives
    discriminator = getattr(discriminator, "_orig_mod", discriminator)

    def penalize(real, fake):
        between = torch.lerp(fake, real, torch.rand(len(real), 1)).requires_grad_()
        (slopes,) = torch.autograd.grad(discriminator(between).sum(), between, create_graph=True)
        return options["weight"] * ((slopes.norm(2, dim=1) - options["target"]) ** 2).mean()

    return penalize


def create_step(request, discriminator, generator):
    batch, latent = request["batch"], request["latent"]
    rows = torch.from_numpy(turned_images(synthetic_rows(request["data"]), request["data"]["shape"]))
    adam = {"lr": request["learningRate"], "betas": (request["beta1"], request["beta2"]), "eps": request["epsilon"]}
    discriminator_optimizer = torch.optim.Adam(discriminator.parameters(), **adam)
    generator_optimizer = torch.optim.Adam(generator.parameters(), **adam)
    discriminator_loss, generator_loss = LOSSES[request["loss"]](batch)
    penalize = create_penalty(discriminator, penalty_options(request))

    def step():
        real = rows[torch.randint(len(rows), (batch,))]
        with torch.no_grad():
            fake = generator(torch.randn(batch, latent))
        discriminator_optimizer.zero_grad()
        loss = discriminator_loss(discriminator(real), discriminator(fake))
        if penalize:
            loss = loss + penalize(real, fake)
        loss.backward()
        discriminator_optimizer.step()

        generator_optimizer.zero_grad()
        loss_of_generator = generator_loss(discriminator(generator(torch.randn(batch, latent))))
        loss_of_generator.backward()
        generator_optimizer.step()
        return loss.item(), loss_of_generator.item()

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
