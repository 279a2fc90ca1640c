"""R2-G2 for PyTorch: the reparameterisation gradient with its noise replaced by E[noise | pre-activations].

    z = W (mean + S noise),  A = W S        noise* = A^T (A A^T)^+ A noise

Every function returns pre-activations z with their usual law. Their values come from the noise; their gradient comes
from noise*, which is a constant. So the gradient is unbiased, and has no more variance than RT's in any entry.

Source: Lam, Bui, Deligiannidis, Teh, "Rao-Blackwellised Reparameterisation Gradients", arXiv 2506.07687, definition
4.1, theorem 4.3 and algorithm 1. The paper stops conjugate gradients early, which biases the gradient; here the
systems are solved exactly. Needs PyTorch 1.13 or later and nothing else. `python3 r2g2.py` compares RT with R2-G2.

Each function takes standard normals as `noise` and draws them where none are given.
"""
import torch
import torch.nn.functional as F

# Singular values and eigenvalues below these shares of the largest count as zero. Float32 input has 24 bits; all
# systems are solved in float64.
RANK_TOLERANCE, GRAM_TOLERANCE = 1e-6, 1e-11


def latent(weight, mean, scale, noise=None):
    """Pre-activations of the linear map that follows a Gaussian latent vector (add the map's bias to them).

    weight: [m, n]; mean, scale, noise: [B, n]; returns z: [B, m].
    A loss that needs the latent itself too has it as mean + scale * noise, with the noise that it passes here.
    Where W has full column rank, as with m >= n, z says all about the noise: R2-G2 is RT.
    """
    noise = torch.randn_like(mean) if noise is None else noise
    with torch.no_grad():
        conditioned = conditional_noise(weight, scale, noise)
        rest = F.linear(scale * (noise - conditioned), weight)  # zero but for rounding
    return F.linear(mean + scale * conditioned, weight) + rest


def conditional_noise(weight, scale, noise):
    """noise* = E[noise | W S noise]: the projection of the noise on the row space of A = W S. shape: [B, n]"""
    _, values, rows = torch.linalg.svd(weight.double(), full_matrices=False)
    basis = rows[values > RANK_TOLERANCE * values.max()]  # of the row space of W, whatever its condition. [r, n]
    if len(basis) == weight.shape[1]:
        return noise
    a = basis * scale.double().unsqueeze(-2)  # its rows span those of A. [B, r, n]
    drawn = a @ noise.double().unsqueeze(-1)
    beta = torch.cholesky_solve(drawn, torch.linalg.cholesky(a @ a.mT))
    return (a.mT @ beta).squeeze(-1).to(noise.dtype)


def dense(x, mean, scale, noise=None):
    """Pre-activations of a dense layer with independent Gaussian weights, drawn directly as LRT draws them.

    x: [B, n]; mean, scale: [O, n], as of nn.Linear; noise: [B, O]; returns z: [B, O].
    One pre-activation for each weight vector: noise* = s x beta with beta = (z - x mean) / V, V = sum of (x s)^2. Half
    the derivative of V, times beta, is that of the path through noise*.
    """
    centre, variance = F.linear(x, mean), F.linear(x * x, scale * scale)
    noise = torch.randn_like(centre) if noise is None else noise
    with torch.no_grad():
        deviation = variance.sqrt() * noise
        beta = torch.where(variance > 0, noise / variance.sqrt(), torch.zeros_like(noise))  # dead inputs: no noise
    path = 0.5 * beta * variance
    return centre + path + (deviation - path).detach()


def convolution(x, mean, scale, noise=None, *, stride=1, padding=0):
    """Pre-activations of a convolution with independent Gaussian weights, drawn anew for every example.

    x: [B, C, H, W]; mean, scale: [O, C, h, w], as of nn.Conv2d; noise: [B, O, C, h, w]; returns z: [B, O, H', W'].
    With P = H' W' positions and n = C h w weights in a filter, X [P, n] are the patches of an example, and every
    filter has A = X S. Memory: P copies of the patches and one of all weights per example. For P up to some 64: a
    layer with more positions than weights in a filter gains nothing.
    """
    (batch, *_), (filters, _, *size) = x.shape, mean.shape
    x_patches = F.unfold(x, size, stride=stride, padding=padding).transpose(1, 2)  # X. [B, P, n]
    means, scales = mean.flatten(1), scale.flatten(1)  # [O, n]
    noise = x.new_empty(batch, filters, scales.shape[1]).normal_() if noise is None else noise.flatten(2)
    with torch.no_grad():
        deviation = torch.einsum("bpn,bon->bop", x_patches, scales * noise)  # z - X mean
        gram = grams(x_patches.double(), scales.double())
        beta = torch.linalg.pinv(gram, rtol=GRAM_TOLERANCE, hermitian=True) @ deviation.double().unsqueeze(-1)
        conditioned = scales * torch.einsum("bop,bpn->bon", beta.squeeze(-1).to(x.dtype), x_patches)  # noise*
    path = torch.einsum("bpn,bon->bop", x_patches, scales * conditioned)
    z = F.linear(x_patches, means).transpose(1, 2) + path + (deviation - path).detach()
    rows = (x.shape[2] + 2 * padding - size[0]) // stride + 1
    return z.reshape(batch, filters, rows, -1)


def grams(x_patches, scales):
    """A A^T = X S^2 X^T of every example and filter, one row of positions after another. shape: [B, O, P, P]"""
    rows = [(x_patches[:, p:p + 1] * x_patches) @ (scales * scales).T for p in range(x_patches.shape[1])]
    return torch.stack(rows).permute(1, 3, 0, 2)


def demonstration(latents=40, outputs=8, draws=1000):
    """Variance of R2-G2's gradient over RT's, for the scale and for the map, with one loss."""
    torch.manual_seed(0)
    weight = (torch.randn(outputs, latents) / latents ** 0.5).requires_grad_()
    mean, scale = torch.randn(1, latents), torch.full((1, latents), 0.5, requires_grad=True)

    def variances(preactivations):
        gradients = []
        for _ in range(draws):
            loss = torch.tanh(preactivations(weight, mean, scale)).square().sum()
            gradients.append([g.flatten() for g in torch.autograd.grad(loss, [scale, weight])])
        return [torch.stack(block).var(0).sum() for block in zip(*gradients)]

    rt = variances(lambda weight, mean, scale: F.linear(mean + scale * torch.randn_like(mean), weight))
    for name, before, after in zip(["scale", "map"], rt, variances(latent)):
        print(f"variance of the gradient of the {name}: {after / before:.2f} times RT's")


if __name__ == "__main__":
    demonstration()
