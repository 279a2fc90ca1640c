"""Runs r2g2.py for its test: reads one JSON object from standard input, prints one.

in: {"source": text of r2g2.py, "cases": [{"form", "options", "inputs": [tensor, …], "noise": tensor, "linear": tensor,
"draws": N}, …]} with tensors as {"shape", "values"}, inputs in the order of the function's arguments
out: [{"z", "gradients": [for each input]} | {"rows": [one per draw: z, its products in pairs, the gradients]}, …]
The loss of an example is sum of z^2 / 2 + linear * z; gradients are of its mean. With draws, noise is drawn here.
"""
import json, sys, types
import torch

given = json.load(sys.stdin)
r2g2 = types.ModuleType("r2g2")
exec(given["source"], r2g2.__dict__)
torch.set_num_threads(1)


def tensor(spec):
    return torch.tensor(spec["values"], dtype=torch.float32).reshape(spec["shape"])


def run(case, noise):
    inputs = [tensor(spec).requires_grad_() for spec in case["inputs"]]
    z = getattr(r2g2, case["form"])(*inputs, noise, **case["options"])
    loss = (0.5 * z * z + tensor(case["linear"]) * z).flatten(1).sum(1).mean()
    return z.detach(), torch.autograd.grad(loss, inputs)


def row(case):
    z, gradients = run(case, None)
    z = z.flatten()
    return torch.cat([z, torch.outer(z, z).flatten(), *[g.flatten() for g in gradients]]).tolist()


def answer(case):
    if "draws" in case:
        torch.manual_seed(0)
        return {"rows": [row(case) for _ in range(case["draws"])]}
    z, gradients = run(case, tensor(case["noise"]))
    return {"z": z.flatten().tolist(), "gradients": [g.flatten().tolist() for g in gradients]}


print(json.dumps([answer(case) for case in given["cases"]]))
