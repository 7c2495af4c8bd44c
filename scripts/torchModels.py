"""Models of torchvision in PyTorch, float64: `torchModels.py keys` tells the state_dict of each, `torchModels.py run` one
whole pass, written to a folder as weights.safetensors, input.safetensors and answer.safetensors.

Reads JSON from stdin. Debian: apt-get install python3-torchvision; run with /usr/bin/python3.
"""

import importlib
import json
import struct
import sys
import warnings

import torch
import torch.nn.functional as F

warnings.filterwarnings("ignore")
torch.set_num_threads(1)

# PyTorch's own backward pass multiplies by 1/6 in float32, even of float64 tensors: 3e-8 off. Its formula is not.
F.hardsigmoid = lambda x, inplace=False: F.relu6(x + 3) / 6


def build(case):
    module = importlib.import_module(f"torchvision.models.{case['module']}")
    return eval(case["model"], vars(module))  # The expressions are those of the test itself.


def keys(case):
    # The shapes are wanted, not the numbers: drawing them would be most of the time.
    with_nothing_drawn = lambda tensor, *rest, **others: tensor
    for name in ["normal_", "uniform_", "trunc_normal_", "kaiming_uniform_", "kaiming_normal_", "xavier_uniform_"]:
        setattr(torch.nn.init, name, with_nothing_drawn)
    return {name: list(tensor.shape) for name, tensor in build(case).state_dict().items()}


def run(case, folder):
    torch.manual_seed(case["seed"])
    generator = torch.Generator().manual_seed(case["seed"])
    model = build(case).double().train(case["training"])
    for name, tensor in model.state_dict().items():
        if tensor.is_floating_point():
            tensor.copy_(numbers_for(name, tensor, generator))
    write(f"{folder}/weights.safetensors", model.state_dict(), torch.float32)
    x = torch.randn(case["shape"], generator=generator, dtype=torch.float64)
    write(f"{folder}/input.safetensors", {"input": x}, torch.float64)
    x.requires_grad_()
    output = model(x)
    loss = F.cross_entropy(output if torch.is_tensor(output) else output[0], torch.tensor(case["target"]))
    loss.backward()
    answer = {"loss": loss.detach(), "input.grad": x.grad}
    answer.update({f"{name}.grad": p.grad for name, p in model.named_parameters() if p.grad is not None})
    write(f"{folder}/answer.safetensors", answer, torch.float64)


def numbers_for(name, tensor, generator):
    """What a model starts from, but for tensors that start as one number all over: a 0 or 1 would hide mistakes.

    Rounded to float32, so that the file of the weights is half as large and still exact.
    """
    if tensor.numel() > 1 and (tensor == tensor.flatten()[0]).all():
        spread = torch.rand(tensor.shape, generator=generator, dtype=torch.float64)
        tensor = 0.5 + spread if "var" in name or tensor.flatten()[0] > 0.5 else 0.4 * (spread - 0.5)
    return tensor.float().double()


def write(path, tensors, floats):
    types = {torch.float64: "F64", torch.float32: "F32", torch.int64: "I64"}
    header, parts, at = {}, [], 0
    for name, tensor in tensors.items():
        tensor = tensor.to(floats) if tensor.is_floating_point() else tensor
        data = tensor.contiguous().numpy().data
        header[name] = {"dtype": types[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [at, at + data.nbytes]}
        at += data.nbytes
        parts.append(tensor.contiguous().numpy())
    head = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(head)) + head)
        for part in parts:
            part.tofile(file)


def main():
    request = json.load(sys.stdin)
    if sys.argv[1] == "keys":
        json.dump([keys(case) for case in request], sys.stdout)
    else:
        run(request["case"], request["folder"])


main()
