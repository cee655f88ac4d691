"""Sliding-window prediction: Gaussian weights, the last window flush with the end, logits averaged."""

import numpy as np
import torch


def starts(length: int, window: int, overlap: float) -> list[int]:
    step = max(1, int(window * (1 - overlap)))
    if length <= window:
        return [0]
    return [*range(0, length - window, step), length - window]


def importance(window) -> np.ndarray:
    """Separable Gaussian, sigma an eighth of the window, floored at 1e-3."""
    axes = [np.exp(-0.5 * ((np.arange(n) - (n - 1) / 2) / (0.125 * n)) ** 2) for n in window]
    return np.maximum(axes[0][:, None, None] * axes[1][None, :, None] * axes[2][None, None, :], 1e-3).astype(np.float32)


@torch.no_grad()
def predict_logits(model, volume: np.ndarray, window, overlap: float, outside: float = -1.0) -> np.ndarray:
    """Logits [C, z, y, x] of a normalised volume [z, y, x]; a volume smaller than the window is padded evenly with `outside`."""
    lack = [max(0, w - n) for w, n in zip(window, volume.shape)]
    padded = np.pad(volume, [(n // 2, n - n // 2) for n in lack], constant_values=outside).astype(np.float32)
    weight = importance(window)
    device = next(model.parameters()).device if isinstance(model, torch.nn.Module) else torch.device("cpu")
    halves = isinstance(model, torch.nn.Module) and (device.type == "cpu" or torch.cuda.is_bf16_supported())
    total, weights = None, np.zeros(padded.shape, np.float32)
    places = [starts(n, w, overlap) for n, w in zip(padded.shape, window)]
    for z in places[0]:
        for y in places[1]:
            for x in places[2]:
                at = (slice(z, z + window[0]), slice(y, y + window[1]), slice(x, x + window[2]))
                tile = torch.from_numpy(np.ascontiguousarray(padded[at]))[None, None].to(device)
                with torch.autocast(device.type, torch.bfloat16, enabled=halves):
                    logits = model(tile.contiguous(memory_format=torch.channels_last_3d))[0].float().cpu().numpy()
                if total is None:
                    total = np.zeros((logits.shape[0], *padded.shape), np.float32)
                total[(slice(None), *at)] += logits * weight
                weights[at] += weight
    total /= weights
    keep = tuple(slice(n // 2, n // 2 + size) for n, size in zip(lack, volume.shape))
    return total[(slice(None), *keep)]
