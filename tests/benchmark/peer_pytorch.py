"""One measurement of PyTorch: the workloads as its users write them, eager or with `torch.compile`."""

import os
import sys

if hasattr(os, "RTLD_LAZY"):
    # The libraries for GPUs are empty here (see python_environment.ts): nothing may look for their functions at the start.
    sys.setdlopenflags(os.RTLD_LAZY | os.RTLD_LOCAL)

import torch
import torch.nn.functional as F

from measuring import batch_sizes, measure, penalty_options, print_result, read_request, read_weights, synthetic_rows
from pytorch_networks import count, create_networks, has_maps, load, uncompiled


def non_saturating(real, fake, generator):
    """The losses of the discriminator on real and on fake samples, and of the generator, for batches of these sizes."""
    targets = torch.ones(real, 1), torch.zeros(fake, 1), torch.ones(generator, 1)
    return [lambda logits, target=target: F.binary_cross_entropy_with_logits(logits, target) for target in targets]


def wasserstein(real, fake, generator):
    return (lambda scores: -scores.mean(), lambda scores: scores.mean(), lambda scores: -scores.mean())


LOSSES = {"non-saturating": non_saturating, "wasserstein": wasserstein}


def create_penalty(discriminator, options):
    """What is added to the discriminator's loss on real and fake images, or None."""
    if options is None:
        return None
    # AOTAutograd has no second derivatives
    discriminator = uncompiled(discriminator)

    def penalize(real, fake):
        between = torch.lerp(fake, real, torch.rand(len(real), 1)).requires_grad_()
        (slopes,) = torch.autograd.grad(discriminator(between).sum(), between, create_graph=True)
        return options["weight"] * ((slopes.norm(2, dim=1) - options["target"]) ** 2).mean()

    return penalize


def create_step(request, discriminator, generator):
    real_batch, fake_batch, generator_batch = batch_sizes(request)
    latent, separate, shared = request["latent"], request["discriminatorUpdate"] == "separate", request["fakes"] == "shared"
    rows = torch.from_numpy(synthetic_rows(request["data"]))
    if has_maps(discriminator):
        rows = rows.flip(1)  # upside down, as the kernels are
    adam = {"lr": request["learningRate"], "betas": (request["beta1"], request["beta2"]), "eps": request["epsilon"]}
    discriminator_optimizer = torch.optim.Adam(discriminator.parameters(), **adam)
    generator_optimizer = torch.optim.Adam(generator.parameters(), **adam)
    real_loss, fake_loss, generator_loss = LOSSES[request["loss"]](real_batch, fake_batch, generator_batch)
    penalize = create_penalty(discriminator, penalty_options(request))

    def update(optimizer, loss):
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss.detach()

    def train_discriminator(fake):
        real = rows[torch.randint(len(rows), (real_batch,))]
        if separate:
            loss = update(discriminator_optimizer, real_loss(discriminator(real)))
            return loss + update(discriminator_optimizer, fake_loss(discriminator(fake)))
        loss = real_loss(discriminator(real)) + fake_loss(discriminator(fake))
        if penalize:
            loss = loss + penalize(real, fake)
        return update(discriminator_optimizer, loss)

    def step():
        if shared:
            fake = generator(torch.randn(generator_batch, latent))
            loss = train_discriminator(fake.detach())
        else:
            with torch.no_grad():
                fake = generator(torch.randn(fake_batch, latent))
            loss = train_discriminator(fake)
            fake = generator(torch.randn(generator_batch, latent))
        loss_of_generator = update(generator_optimizer, generator_loss(discriminator(fake)))
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
