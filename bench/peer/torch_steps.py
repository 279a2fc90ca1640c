"""The paper's training steps at batch 80 in plain PyTorch, as one who knows it well would write them for a CPU.

Eager, with the fused Adam of PyTorch 2; `--compile` compiles a step first, which is not timed and takes minutes.
Prints one JSON line per estimator and number of threads: the median milliseconds of a step. PyTorch's own threads
and OpenBLAS's are set apart, since both at two wait for each other: the better split counts.

usage: torch_steps.py [--seconds S] [--threads 1,2] [--estimators A,B] [--compile] MODEL
models: vae1 vae2 vae3 vae1-narrow mlp cnn
"""
import argparse, ctypes, json, math, platform, time
import torch
from torch import nn
import torch.nn.functional as F

BATCH, FOLLOW_STEPS, SLOW_SECONDS = 80, 3, 5
MODERN = int(torch.__version__.split(".")[0]) >= 2


def options():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--threads", type=lambda text: [int(n) for n in text.split(",")], default=[1])
    parser.add_argument("--estimators", type=lambda text: text.split(","), default=None)
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("model")
    return parser.parse_args()


def conjugate_gradients(product, b, iterations, tolerance=1e-3):
    """Batched, from x = 0, until no residual exceeds the tolerance."""
    x, r = torch.zeros_like(b), b.clone()
    d, rr = r.clone(), (r * r).sum(-1, keepdim=True)
    for _ in range(iterations):
        ad = product(d)
        step = rr / ((d * ad).sum(-1, keepdim=True) + 1e-8)
        x, r = x + step * d, r - step * ad
        if r.abs().max() < tolerance:
            break
        following = (r * r).sum(-1, keepdim=True)
        d, rr = r + following / (rr + 1e-8) * d, following
    return x


def latent_map(linear, mean, scale, noise, estimator, iterations):
    """Pre-activations of the linear map that follows a latent."""
    if estimator == "rt":
        return linear(mean + scale * noise)
    weight = linear.weight  # [outputs, latents]
    with torch.no_grad():
        drawn = (scale * noise) @ weight.T
        beta = conjugate_gradients(lambda u: ((u @ weight) * scale * scale) @ weight.T, drawn, iterations)
        conditioned = scale * (beta @ weight)
    drawn, path = (scale * noise) @ weight.T, (scale * conditioned) @ weight.T
    return linear(mean) + (drawn - path).detach() + path


class Conditional(nn.Module):
    def __init__(self, inputs, outputs, hidden=200):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(inputs, hidden), nn.Tanh(), nn.Linear(hidden, hidden), nn.Tanh())
        self.mean, self.log_scale = nn.Linear(hidden, outputs), nn.Linear(hidden, outputs)

    def forward(self, x):
        h = self.body(x)
        return self.mean(h), torch.exp(self.log_scale(h))


def log_normal(value, mean, scale):
    return (-0.5 * ((value - mean) / scale) ** 2 - scale.log() - 0.5 * math.log(2 * math.pi)).sum(-1)


class HierarchicalVae(nn.Module):
    def __init__(self, layers, estimator, latents=50, first=200, hidden=200):
        super().__init__()
        self.estimator, self.iterations = estimator, min(latents, first)
        self.posteriors = nn.ModuleList([Conditional(784 if i == 0 else latents, latents) for i in range(layers)])
        self.priors = nn.ModuleList([Conditional(latents, latents) for _ in range(layers - 1)])
        self.map = nn.Linear(latents, first)
        self.decoder = nn.Sequential(nn.Tanh(), nn.Linear(first, hidden), nn.Tanh(), nn.Linear(hidden, 784))

    def forward(self, x):
        value, draws = x, []
        for posterior in self.posteriors:
            mean, scale = posterior(value)
            noise = torch.randn_like(mean)
            value = mean + scale * noise
            draws.append((value, mean, scale, noise))
        _, mean, scale, noise = draws[0]
        logits = self.decoder(latent_map(self.map, mean, scale, noise, self.estimator, self.iterations))
        bound = -F.binary_cross_entropy_with_logits(logits, x, reduction="none").sum(-1)
        for prior, (below, *_), (above, *_) in zip(self.priors, draws, draws[1:]):
            bound = bound + log_normal(below, *prior(above))
        bound = bound + log_normal(draws[-1][0], torch.zeros(()), torch.ones(()))
        for value, mean, scale, _ in draws:
            bound = bound - log_normal(value, mean, scale)
        return -bound.mean()


def divergence(mean, log_scale):
    return (0.5 * (torch.exp(2 * log_scale) + mean * mean - 1) - log_scale).sum()


def dense(h, mean, log_scale, estimator):
    """Pre-activations of a mean-field dense layer."""
    scale = torch.exp(log_scale)
    if estimator == "rt-shared":
        return h @ (mean + scale * torch.randn_like(mean))
    if estimator == "rt-per-example":
        return torch.bmm(h.unsqueeze(1), mean + scale * torch.randn(len(h), *mean.shape)).squeeze(1)
    centre, variance = h @ mean, (h * h) @ (scale * scale)
    if estimator == "lrt":
        return centre + torch.sqrt(variance + 1e-12) * torch.randn_like(centre)
    with torch.no_grad():  # r2g2: half the derivative of the variance, times beta, is the conditioned path
        drawn = torch.sqrt(variance + 1e-12) * torch.randn_like(variance)
        beta = drawn / (variance + 1e-12)
    path = 0.5 * beta * variance
    return centre + (drawn - path).detach() + path


def convolution(x, mean, log_scale, estimator):
    """A mean-field 3 × 3 convolution, padding 1. mean: [c_out, 9 c_in], x: [batch, c_in, rows, columns]."""
    batch, channels, rows, columns = x.shape
    scale = torch.exp(log_scale)
    if estimator == "rt":  # one draw of the weights a minibatch
        return F.conv2d(x, (mean + scale * torch.randn_like(mean)).view(-1, channels, 3, 3), padding=1)
    patches = F.unfold(x, 3, padding=1).transpose(1, 2)  # [batch, positions, 9 c_in]
    noise, variance = torch.randn(batch, *mean.shape), scale * scale  # one draw an example, as published
    with torch.no_grad():
        drawn = torch.einsum("bpn,bon->bop", patches, scale * noise)

        def product(u):
            return torch.einsum("bpn,bon->bop", patches, torch.einsum("bop,bpn->bon", u, patches) * variance)

        beta = conjugate_gradients(product, drawn, patches.shape[1])
        conditioned = scale * torch.einsum("bop,bpn->bon", beta, patches)
    path = torch.einsum("bpn,bon->bop", patches, scale * conditioned)
    z = (patches @ mean.T) + ((drawn - path).detach() + path).transpose(1, 2)
    return z.transpose(1, 2).reshape(batch, -1, rows, columns)


def mean_field(shapes, inputs):
    means = [nn.Parameter(torch.randn(*s) / math.sqrt(n)) for s, n in zip(shapes, inputs)]
    return nn.ParameterList(means), nn.ParameterList([nn.Parameter(torch.full(s, -6.0)) for s in shapes])


class BayesianMlp(nn.Module):
    def __init__(self, estimator, sizes=(784, 1024, 1024, 10)):
        super().__init__()
        self.estimator = estimator
        self.means, self.log_scales = mean_field(list(zip(sizes, sizes[1:])), sizes)

    def forward(self, x, labels):
        total, last = 0.0, len(self.means) - 1
        for i, (mean, log_scale) in enumerate(zip(self.means, self.log_scales)):
            z = dense(x, mean, log_scale, self.estimator)
            x, total = torch.relu(z) if i < last else z, total + divergence(mean, log_scale)
        return F.cross_entropy(x, labels) + total / 60000


class BayesianVgg11(nn.Module):
    """For 32 × 32 images: the estimator in the last four convolutions, RT before, LRT in the dense layers."""
    CONVOLUTIONS = ((3, 64), (64, 128), (128, 256), (256, 256), (256, 512), (512, 512), (512, 512), (512, 512))
    POOLED = (0, 1, 3, 5, 7)

    def __init__(self, estimator, sizes=(512, 512, 512, 10)):
        super().__init__()
        self.estimator = estimator
        shapes = [(o, 9 * i) for i, o in self.CONVOLUTIONS] + list(zip(sizes, sizes[1:]))
        self.means, self.log_scales = mean_field(shapes, [9 * i for i, _ in self.CONVOLUTIONS] + list(sizes))

    def forward(self, x, labels):
        total, last, convolutions = 0.0, len(self.means) - 1, len(self.CONVOLUTIONS)
        for i, (mean, log_scale) in enumerate(zip(self.means, self.log_scales)):
            if i == convolutions:
                x = x.flatten(1)
            if i < convolutions:
                x = torch.relu(convolution(x, mean, log_scale, self.estimator if i >= 4 else "rt"))
                x = F.max_pool2d(x, 2) if i in self.POOLED else x
            else:
                z = dense(x, mean, log_scale, "lrt")
                x = torch.relu(z) if i < last else z
            total = total + divergence(mean, log_scale)
        return F.cross_entropy(x, labels) + total / 50000


def steps_of(model):
    """Estimators of a model, how it is built, and a minibatch."""
    if model == "mlp":
        data = torch.rand(BATCH, 784), torch.randint(0, 10, (BATCH,))
        return ("lrt", "r2g2", "rt-shared", "rt-per-example"), BayesianMlp, data
    if model == "cnn":
        data = torch.rand(BATCH, 3, 32, 32), torch.randint(0, 10, (BATCH,))
        return ("rt", "r2g2"), BayesianVgg11, data
    sizes = {"vae1": (1,), "vae2": (2,), "vae3": (3,), "vae1-narrow": (1, 200, 50)}
    if model not in sizes:
        raise SystemExit(f"unknown model {model}")
    layers, *others = sizes[model]
    data = ((torch.rand(BATCH, 784) > 0.7).float(),)
    return ("rt", "r2g2"), lambda estimator: HierarchicalVae(layers, estimator, *others), data


def median_step(model, data, seconds, compiled):
    """A step that takes seconds is timed without one before."""
    adam = torch.optim.Adam(model.parameters(), 3e-4, **({"fused": True} if MODERN else {}))
    loss_of = torch.compile(model) if compiled else model

    def step():
        start = time.perf_counter()
        adam.zero_grad(set_to_none=True)
        loss = loss_of(*data)
        loss.backward()
        adam.step()
        loss.item()
        return time.perf_counter() - start

    first = step()
    if first > SLOW_SECONDS and not compiled:
        return first
    for _ in range(FOLLOW_STEPS - 1 if first < 0.5 else 0):
        step()
    times, end = [], time.perf_counter() + seconds
    while not times or time.perf_counter() < end:
        times.append(step())
    return sorted(times)[len(times) // 2]


def main():
    asked = options()
    try:
        set_blas_threads = ctypes.CDLL("libopenblas.so.0").openblas_set_num_threads
    except OSError:
        set_blas_threads = lambda count: None
    torch.manual_seed(0)
    print(json.dumps({"about": {
        "PyTorch": torch.__version__, "Python": platform.python_version(),
        "instructions": torch.backends.cpu.get_cpu_capability() if MODERN else "unknown",
        "Adam": "fused" if MODERN else "plain", "mode": "compiled" if asked.compile else "eager"}}), flush=True)
    estimators, build, data = steps_of(asked.model)
    for estimator in asked.estimators or estimators:
        for threads in asked.threads:
            best, split = math.inf, None
            for own, blas in dict.fromkeys([(threads, 1), (1, threads)]):
                torch.set_num_threads(own)
                set_blas_threads(blas)
                seconds = median_step(build(estimator), data, asked.seconds, asked.compile)
                if seconds < best:
                    best, split = seconds, f"{own} + {blas}"
            print(json.dumps({"model": asked.model, "estimator": estimator, "threads": threads, "ms": 1e3 * best,
                              "split": split}), flush=True)


main()
