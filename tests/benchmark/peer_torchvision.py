"""One reading of a folder of images by torchvision, as its users read one."""

import os
import sys
import time

if hasattr(os, "RTLD_LAZY"):
    # The libraries for GPUs are empty here (see python_environment.ts): nothing may look for their functions at the start.
    sys.setdlopenflags(os.RTLD_LAZY | os.RTLD_LOCAL)

import torch
import torchvision
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import ImageFolder

from measuring import print_result, read_request


def processor_seconds():
    """What this process and the workers that have ended spent so far."""
    return sum(os.times()[:4])


def main():
    request = read_request()
    size = request["size"]
    begin, used = time.perf_counter(), processor_seconds()
    fit = transforms.Compose([transforms.Resize(size), transforms.CenterCrop(size), transforms.ToTensor()])
    data = ImageFolder(request["folder"], fit)
    order = torch.Generator().manual_seed(request["seed"])
    loader = DataLoader(
        data, batch_size=request["batch"], shuffle=True, num_workers=request["workers"], generator=order
    )
    counts, sums = torch.zeros(len(data.classes), dtype=torch.int64), torch.zeros(len(data.classes), 3)
    for images, labels in loader:
        counts += torch.bincount(labels, minlength=len(data.classes))
        sums.index_add_(0, labels, images.mean(dim=(2, 3)))
    spent = {"seconds": time.perf_counter() - begin, "processorSeconds": processor_seconds() - used}
    found = zip(data.classes, counts.tolist(), (sums / counts[:, None]).tolist())
    classes = [{"name": name, "images": images, "mean": mean} for name, images, mean in found]
    print_result({**spent, "classes": classes}, version=torchvision.__version__)


if __name__ == "__main__":
    main()
