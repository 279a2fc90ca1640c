"""Gradients of E[f(v)], v ~ N(mu, sigma^2), as PyTorch code gets them wrong and right: one dump a call.

Usage: cases.py CASE wrong|right FOLDER. Writes FOLDER/draws.* (a row per draw) and FOLDER/exact.*.

The rows of the parameters are independent draws of one gradient: every row has the same values and its own noise.
"""

import json
import sys

import numpy
import torch

DRAWS, SAMPLES = 6000, 4
WEIGHT = torch.tensor([1.0, -0.5, 2.0])
MEAN = torch.tensor([0.3, -1.0, 0.0])
SIGMA = torch.tensor([0.5, 1.5, 0.8])


def quadratic(v):
    """f(v) = sum w v^2 / 2: its gradient is w mu by the mean and w sigma by the scale."""
    return (WEIGHT * v * v / 2).sum()


def leaves(log_scale=False):
    mean = MEAN.repeat(DRAWS, 1).requires_grad_()
    scale = (SIGMA.log() if log_scale else SIGMA).repeat(DRAWS, 1).requires_grad_()
    return mean, scale


def noise_buffer(right):
    """One buffer holds the noise of all samples. `.data` hides its overwriting from autograd, so that the backward
    pass multiplies every sample's gradient by the last sample's noise: the scale's gradient is divided by SAMPLES."""
    mean, scale = leaves()
    buffer = torch.empty(DRAWS, 3)
    loss = 0.0
    for _ in range(SAMPLES):
        noise = buffer.data.normal_() if not right else torch.randn(DRAWS, 3)
        loss = loss + quadratic(mean + scale * noise) / SAMPLES
    loss.backward()
    return {"mean": mean.grad, "scale": scale.grad}, {"mean": WEIGHT * MEAN, "scale": WEIGHT * SIGMA}


def log_sigma(right):
    """The parameter is log sigma, the gradient that is given is the one by sigma."""
    mean, log_scale = leaves(log_scale=True)
    scale = log_scale.exp()
    scale.retain_grad()
    quadratic(mean + scale * torch.randn(DRAWS, 3)).backward()
    given = log_scale.grad if right else scale.grad
    return {"mean": mean.grad, "log_sigma": given}, {"mean": WEIGHT * MEAN, "log_sigma": WEIGHT * SIGMA**2}


def clipped(right):
    """At a stationary point the gradient is zero. Each draw's is skewed, and clipping a skewed one moves its mean."""
    mean = MEAN.repeat(DRAWS, 1).requires_grad_()
    slope = (MEAN + SIGMA**2 / 2).exp()
    v = mean + SIGMA * torch.randn(DRAWS, 3)
    (v.exp() - slope * v).sum().backward()
    if not right:
        torch.nn.utils.clip_grad_value_([mean], 1.0)
    return {"mean": mean.grad}, {"mean": torch.zeros(3)}


def shared_noise(right):
    """All samples of a gradient use the same noise: unbiased, and no better than one sample."""
    mean, scale = leaves()
    shared = torch.randn(DRAWS, 3)
    loss = 0.0
    for _ in range(SAMPLES):
        loss = loss + quadratic(mean + scale * (torch.randn(DRAWS, 3) if right else shared)) / SAMPLES
    loss.backward()
    return {"mean": mean.grad, "scale": scale.grad}, {"mean": WEIGHT * MEAN, "scale": WEIGHT * SIGMA}


def as_npz(folder, draws, exact):
    numpy.savez_compressed(f"{folder}/draws.npz", **draws)
    numpy.savez(f"{folder}/exact.npz", **exact)


def as_fortran(folder, draws, exact):
    numpy.save(f"{folder}/draws.npy", numpy.asfortranarray(numpy.hstack(list(draws.values()))))
    numpy.save(f"{folder}/exact.npy", numpy.hstack(list(exact.values())))


def as_json_lines(folder, draws, exact):
    for name, arrays in ("draws", draws), ("exact", {key: value[None] for key, value in exact.items()}):
        with open(f"{folder}/{name}.jsonl", "w") as file:
            for rows in zip(*arrays.values()):
                file.write(json.dumps({key: row.tolist() for key, row in zip(arrays, rows)}) + "\n")


def as_half(folder, draws, exact):
    numpy.save(f"{folder}/draws.npy", numpy.hstack(list(draws.values())).astype("float16"))
    numpy.save(f"{folder}/exact.npy", numpy.hstack(list(exact.values())))


CASES = {
    "noise-buffer": (noise_buffer, as_npz),
    "log-sigma": (log_sigma, as_fortran),
    "clipped": (clipped, as_json_lines),
    "shared-noise": (shared_noise, as_half),
}

if __name__ == "__main__":
    _, case, how, out = sys.argv
    torch.manual_seed(1)
    make, save = CASES[case]
    gradients = make(how == "right")
    save(out, *({name: value.detach().numpy() for name, value in part.items()} for part in gradients))
