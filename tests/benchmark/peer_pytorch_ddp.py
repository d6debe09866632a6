"""One of several processes of PyTorch's DistributedDataParallel over gloo: a workload as its users write it."""

import math
import os
import sys
import time

if hasattr(os, "RTLD_LAZY"):
    # The libraries for GPUs are empty here (see python_environment.ts): nothing may look for their functions at the start.
    sys.setdlopenflags(os.RTLD_LAZY | os.RTLD_LOCAL)

import numpy as np
import torch
import torch.distributed as dist
import torch.nn.functional as F
from torch.nn.parallel import DistributedDataParallel

from measuring import player_losses, print_result, read_request, read_weights, synthetic_rows
from pytorch_networks import count, create_networks, has_maps, load


def create_step(request, discriminator, generator):
    batch, latent = request["batch"] // len(request["ports"]), request["latent"]
    rows = torch.from_numpy(synthetic_rows(request["data"]))
    if has_maps(discriminator):
        rows = rows.flip(1)  # upside down, as the kernels are
    adam = {"lr": request["learningRate"], "betas": (request["beta1"], request["beta2"]), "eps": request["epsilon"]}
    discriminator_optimizer = torch.optim.Adam(discriminator.parameters(), **adam)
    generator_optimizer = torch.optim.Adam(generator.parameters(), **adam)
    ones, zeros = torch.ones(batch, 1), torch.zeros(batch, 1)
    loss_of = F.binary_cross_entropy_with_logits
    parallel_discriminator = DistributedDataParallel(discriminator)
    parallel_generator = DistributedDataParallel(generator)

    def update(optimizer, loss):
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss.detach()

    def step():
        real = rows[torch.randint(len(rows), (batch,))]
        with torch.no_grad():
            fake = generator(torch.randn(batch, latent))
        loss = loss_of(parallel_discriminator(real), ones) + loss_of(parallel_discriminator(fake), zeros)
        loss_of_discriminator = update(discriminator_optimizer, loss)
        # the discriminator itself, whose gradients are not wanted here and need not be exchanged
        fake = parallel_generator(torch.randn(batch, latent))
        loss_of_generator = update(generator_optimizer, loss_of(discriminator(fake), ones))
        return loss_of_discriminator.item(), loss_of_generator.item()

    return step


def measure_together(step, request):
    """Trains as `measure` does; the first process says once how many steps are timed, so that all make as many."""
    compared = [step() for _ in range(request["comparedSteps"])]
    begin = time.perf_counter()
    for _ in range(5):
        step()
    planned = torch.tensor([max(3, math.ceil(5 * request["seconds"] / (time.perf_counter() - begin)))])
    dist.broadcast(planned, 0)
    steps = int(planned.item())
    begin = time.perf_counter()
    losses = [step() for _ in range(steps)]
    elapsed = time.perf_counter() - begin
    means = np.array(compared)
    return {
        "milliseconds": elapsed / steps * 1000,
        "steps": steps,
        "firstLosses": player_losses(means[0]),
        "meanLosses": player_losses(means.mean(axis=0)),
        "finite": bool(np.isfinite(np.array(compared + losses)).all()),
    }


def main():
    request = read_request()
    torch.set_num_threads(request["threads"])
    own, ports = request["own"], request["ports"]
    if request["discriminatorUpdate"] != "joint" or request["fakes"] != "fresh" or request["plugins"]:
        raise ValueError(f"the peer must know the workload's kind of step: {request['workload']} has another")
    dist.init_process_group("gloo", init_method=f"tcp://127.0.0.1:{ports[0]}", rank=own, world_size=len(ports))
    torch.manual_seed(request["seed"] * len(ports) + own)
    discriminator, generator = create_networks(request["workload"])
    load(discriminator, read_weights(request, "discriminator"))
    load(generator, read_weights(request, "generator"))
    measured = measure_together(create_step(request, discriminator, generator), request)
    if own > 0:
        print("{}", flush=True)
    else:
        print_result(
            measured,
            batch=request["batch"],
            parameters={"discriminator": count(discriminator), "generator": count(generator)},
            threads=torch.get_num_threads(),
            version=torch.__version__,
            mode="gloo",
            exchangeShare=None,
        )
    dist.barrier()
    dist.destroy_process_group()


main()
