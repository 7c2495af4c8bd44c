"""A whole network in PyTorch: each layer's own `torch` expression, one after the other, and autograd behind them all.

Nothing here knows a layer, and nothing here knows of a backward pass.
"""

import torch

from torchFixtures import draw, evaluate, places_of, plain, wanted_target


def whole_network(network, generator):
    """Parameters and input are drawn unless the case holds them; everything that a run computes comes back."""
    x = tensor_of(network["input"]) if "input" in network else draw(network["inputShape"], generator, -1.5, 1.5)
    x = x.requires_grad_()
    values, parameters, gradients = {"input": x}, {}, {}
    for layer in network["layers"]:
        own = {name: of(layer, name, shape, generator) for name, shape in layer["parameters"].items()}
        parameters.update({f"{layer['name']}.{name}": plain(p) for name, p in own.items()})
        for name in own.keys() - layer["buffers"]:
            gradients[f"{layer['name']}.{name}"] = own[name].requires_grad_()
        inputs = [values[name] for name in layer["inputs"]]
        names = {**layer["options"], **dict.fromkeys(layer["absent"]), **own, **places_of(inputs)}
        names["training"] = network["training"]
        # A layer that hands on its input (Identity) is a tensor of its own all the same, with its own δ.
        torch.manual_seed(layer["seed"])
        a = (evaluate(layer["torch"], names) * 1).contiguous()  # nll_loss goes backward into no other layout
        if a.requires_grad:
            a.retain_grad()
        else:
            a.requires_grad_()
        values[layer["name"]] = a
    loss = network["loss"]
    target = tensor_of(network["target"])
    c = evaluate(loss["torch"], {**loss["options"], "x": a, "target": wanted_target(a, target)})
    decay = loss.get("weightDecay") or {"l1": 0, "l2": 0}
    for p in gradients.values():
        c = c + decay["l1"] * p.abs().sum() + decay["l2"] / 2 * (p**2).sum()
    c.backward()
    outputs = {layer["name"]: values[layer["name"]] for layer in network["layers"]}
    return {
        "name": network["name"],
        "input": plain(x),
        "parameters": parameters,
        "loss": c.item(),
        "outputs": {name: plain(a) for name, a in outputs.items()},
        "deltas": {name: gradient_of(a) for name, a in outputs.items()},
        "gradients": {name: gradient_of(p) for name, p in gradients.items()},
        "inputGradient": gradient_of(x),
    }


def of(layer, name, shape, generator):
    given = layer.get("given", {}).get(name)
    if given is not None:
        return tensor_of(given)
    drawn = draw(shape, generator, -1.0, 1.0)
    return drawn.abs() + 0.25 if name in layer["positive"] else drawn


def tensor_of(value):
    return torch.tensor(value["data"], dtype=torch.float64).reshape(value["shape"])


def gradient_of(t):
    """Zeros where nothing comes back, as from a layer whose output does not depend on it."""
    return plain(t.grad if t.grad is not None else torch.zeros_like(t))
