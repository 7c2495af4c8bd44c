"""PyTorch's answers to cases that a test draws as it runs, from standard input to standard output.

A request is {"layers": [...], "losses": [...], "networks": [...]}: lines as in test/fixtures/torch/samples.json, and
networks as test/conformance/wholeNetwork.ts makes them. An answer stands at its case's place; where PyTorch refuses a
case it is {"error": "..."}. Numbers go as the bytes of their float64, so that NaN and ∞ come through, and every bit.
"""

import base64
import json
import struct
import sys
import warnings

import torch

from torchFixtures import layer_case, loss_case, seed_of
from torchNetwork import whole_network


def packed(value):
    """Tensors as {shape, bytes}; everything else as it is."""
    if isinstance(value, dict) and value.keys() == {"shape", "data"}:
        data = value["data"]
        return {"shape": value["shape"], "bytes": base64.b64encode(struct.pack(f"<{len(data)}d", *data)).decode()}
    if isinstance(value, dict):
        return {key: packed(item) for key, item in value.items()}
    if isinstance(value, list):
        return [packed(item) for item in value]
    if isinstance(value, float):
        return packed({"shape": [], "data": [value]})
    return value


def answers(make, cases):
    generator = torch.Generator()
    for case in cases:
        try:
            yield packed(make(case, generator.manual_seed(seed_of(case))))
        except Exception as error:  # what PyTorch says of a case is an answer too
            yield {"error": f"{type(error).__name__}: {error}"}


def main():
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    request = json.load(sys.stdin)
    makers = {"layers": layer_case, "losses": loss_case, "networks": whole_network}
    json.dump({kind: list(answers(make, request.get(kind, []))) for kind, make in makers.items()}, sys.stdout)


if __name__ == "__main__":
    main()
