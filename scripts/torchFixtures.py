"""What PyTorch computes for GradLens' own samples: test/fixtures/torch/*.json, compared with in test/conformance.

    /usr/bin/python3 scripts/torchFixtures.py           write the fixtures
    /usr/bin/python3 scripts/torchFixtures.py --check   compute them anew and compare with what is written

The samples come from the layers themselves (`npm run generate` writes samples.json), the whole networks from
networks.json. All in float64; weights of networks are drawn in float32, as PyTorch does by default.
"""

import builtins as builtin_names
import json
import sys
import warnings
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

FOLDER = Path(__file__).resolve().parent.parent / "test" / "fixtures" / "torch"
TOLERANCE = 1e-13


# ---------------------------------------------------------------- what a layer or a loss says it is in PyTorch


def evaluate(expression, names):
    """The layer's own `torch` expression. Options that a sample leaves out, and absent parameters, are None."""
    wanted = compile(expression, "<torch>", "eval").co_names
    known = {"torch": torch, "nn": nn, "F": F, "wanted_target": wanted_target, **names}
    builtins = {name for name in wanted if hasattr(builtin_names, name)}
    return eval(expression, {**{name: None for name in wanted if name not in builtins}, **known})


def wanted_target(output, target):
    """A target with an axis less than the output holds class indices."""
    return target.long() if target.dim() == output.dim() - 1 else target


# ---------------------------------------------------------------- drawing and writing


def draw(shape, generator, low=-2.0, high=2.0, integers=False):
    """Uniform numbers of six decimals (short to write, no round number in binary), or small integers."""
    if integers:
        return torch.randint(int(low), int(high) + 1, shape, generator=generator).double()
    uniform = torch.rand(shape, generator=generator, dtype=torch.float64) * (high - low) + low
    return torch.tensor([round(v, 6) for v in uniform.flatten().tolist()], dtype=torch.float64).reshape(shape)


def plain(t):
    return {"shape": list(t.shape), "data": t.detach().double().flatten().tolist()}


# ---------------------------------------------------------------- the fixtures


def layer_case(sample, generator):
    low, high = sample.get("range", [-2.0, 2.0])
    inputs = [draw(shape, generator, low, high, sample["integers"]).requires_grad_() for shape in sample["inputs"]]
    parameters = {name: draw(shape, generator) for name, shape in sample["parameters"].items()}
    for name in parameters.keys() & sample["positive"]:
        parameters[name] = parameters[name].abs() + 0.25
    drawn = {name: plain(p) for name, p in parameters.items()}
    for name in parameters.keys() - sample["buffers"]:
        parameters[name].requires_grad_()
    # A parameter left out is None, whatever option bears its name ("bias": False).
    absent = dict.fromkeys(sample["absent"])
    places = places_of(inputs)
    torch.manual_seed(0)
    output = evaluate(sample["torch"], {**sample["options"], **absent, **parameters, **places, "training": sample["training"]})
    delta = draw(output.shape, generator)
    if output.requires_grad:  # a layer that neither reads nor learns hands nothing back
        output.backward(delta)
    return {
        "name": sample["name"],
        "inputs": [plain(x) for x in inputs],
        "parameters": drawn,
        "delta": plain(delta),
        "output": plain(output),
        "inputGradients": [plain(x.grad) for x in inputs],
        "parameterGradients": {name: plain(p.grad) for name, p in parameters.items() if p.grad is not None},
        **({"buffers": {name: plain(parameters[name]) for name in sample["buffers"] if name in parameters}} if sample["buffers"] else {}),
    }


def places_of(inputs):
    """How an expression names what it reads: `x`, or `x0`, `x1` …, or `inputs`."""
    first = {"x": inputs[0]} if inputs else {}
    return {**first, **{f"x{i}": x for i, x in enumerate(inputs)}, "inputs": inputs}


def loss_case(sample, generator):
    output = draw(sample["output"], generator, *sample["range"], sample["integers"]).requires_grad_()
    target = torch.tensor(sample["target"]["data"], dtype=torch.float64).reshape(sample["target"]["shape"])
    names = {**sample["options"], "x": output, "target": wanted_target(output, target)}
    loss = evaluate(sample["torch"], names)
    loss.backward()
    return {"name": sample["name"], "output": plain(output), "loss": loss.item(), "delta": plain(output.grad)}


def module(layer):
    """The module PyTorch draws parameters for, with its default initialisation."""
    options = {key: value for key, value in layer.items() if key not in ("name", "type")}
    return getattr(nn, layer["type"])(**options)


def network_case(network, generator):
    torch.manual_seed(network["seed"])
    modules = nn.Sequential()
    for layer in network["layers"]:
        modules.add_module(layer["name"], module(layer))
    modules = modules.double()
    x = draw(network["inputShape"], generator).requires_grad_()
    outputs = {}
    a = x
    for name, layer in modules.named_children():
        a = layer(a)
        a.retain_grad()
        outputs[name] = a
    target = torch.tensor(network["target"]["data"], dtype=torch.float64).reshape(network["target"]["shape"])
    loss = getattr(nn, network["loss"]["type"])(reduction=network["loss"]["reduction"])(a, wanted_target(a, target))
    loss.backward()
    return {
        "name": network["name"],
        "input": plain(x),
        "loss": loss.item(),
        "deltas": {name: plain(a.grad) for name, a in outputs.items()},
        "gradients": {name: plain(p.grad) for name, p in modules.named_parameters()},
        "inputGradient": plain(x.grad),
    }


def initial_case(seed):
    torch.manual_seed(seed)
    conv, linear = nn.Conv2d(4, 6, (2, 3), groups=2), nn.Linear(7, 5)
    drawn = {"conv.weight": conv.weight, "conv.bias": conv.bias, "linear.weight": linear.weight, "linear.bias": linear.bias}
    normal = {}
    for shape in ([5], [16], [2, 3, 7]):
        torch.manual_seed(seed)
        normal["x".join(map(str, shape))] = plain(torch.randn(shape))
    return {"seed": seed, "parameters": {name: plain(p) for name, p in drawn.items()}, "normal": normal}


def fixtures():
    """By file name, the cases in it."""
    samples = json.loads((FOLDER / "samples.json").read_text("utf-8"))
    networks = json.loads((FOLDER / "networks.json").read_text("utf-8"))
    generator = torch.Generator().manual_seed(20)
    files = {}
    for sample in samples["layers"]:
        files.setdefault(sample["type"], []).append(layer_case(sample, generator.manual_seed(seed_of(sample))))
    for sample in samples["losses"]:
        files.setdefault(sample["type"], []).append(loss_case(sample, generator.manual_seed(seed_of(sample))))
    files["wholeNetworks"] = [network_case(network, generator.manual_seed(3)) for network in networks]
    files["initialWeights"] = [initial_case(seed) for seed in (0, 1, 20240611, 4294967295)]
    return files


def seed_of(sample):
    """From the sample's own text, so that a new sample changes no other."""
    return sum((i + 1) * byte for i, byte in enumerate(f"{sample['type']} {sample['name']}".encode()))


# ---------------------------------------------------------------- writing and checking


def text_of(cases):
    lines = ",\n".join(json.dumps(case, ensure_ascii=False, separators=(",", ":")) for case in cases)
    return f"[\n{lines}\n]\n"


def differences(new, old, place=""):
    """Where two fixtures differ by more than the tolerance, relative to the largest number of their list."""
    if type(new) is not type(old):
        return [place]
    if isinstance(new, dict):
        if new.keys() != old.keys():
            return [place]
        return [found for key in new for found in differences(new[key], old[key], f"{place}/{key}")]
    if isinstance(new, list):
        if len(new) != len(old):
            return [place]
        if all(isinstance(v, (int, float)) for v in new + old):
            largest = max((abs(v) for v in new), default=0)
            return [] if all(abs(a - b) <= TOLERANCE * largest for a, b in zip(new, old)) else [place]
        return [found for i, (a, b) in enumerate(zip(new, old)) for found in differences(a, b, f"{place}/{i}")]
    if isinstance(new, float):
        return [] if abs(new - old) <= TOLERANCE * abs(new) else [place]
    return [] if new == old else [place]


def main():
    torch.set_num_threads(1)
    warnings.filterwarnings("ignore", message="Using padding='same'")
    warnings.filterwarnings("ignore", message="reduction: 'mean' divides")
    stale = []
    for name, cases in fixtures().items():
        file = FOLDER / f"{name}.json"
        if "--check" not in sys.argv:
            file.write_text(text_of(cases), "utf-8")
        elif not file.exists():
            stale.append(str(file.name))
        else:
            stale += [f"{file.name}{place}" for place in differences(cases, json.loads(file.read_text("utf-8")))]
    if stale:
        raise SystemExit("PyTorch computes something else:\n" + "\n".join(stale))


if __name__ == "__main__":
    main()
