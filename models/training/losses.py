"""Dice + cross-entropy that leaves ignored voxels out of both."""

import torch
from torch.nn import functional

IGNORE = 255


def dice_cross_entropy(logits: torch.Tensor, target: torch.Tensor, class_weights: torch.Tensor | None = None) -> torch.Tensor:
    """`logits` [N, C, z, y, x], `target` [N, z, y, x] of class numbers or 255. Dice over the classes but background that are there, batch taken
    as one; where a class is absent, the cross-entropy alone keeps it away: a Dice of nothing would silence rare classes."""
    valid = target != IGNORE
    safe = torch.where(valid, target, 0).long()
    entropy = functional.cross_entropy(logits, safe, weight=class_weights, reduction="none")
    weight = valid.float()
    cross_entropy = (entropy * weight).sum() / weight.sum().clamp(min=1)
    probability = logits.softmax(1) * weight[:, None]
    truth = functional.one_hot(safe, logits.shape[1]).movedim(-1, 1).float() * weight[:, None]
    axes = (0, 2, 3, 4)
    overlap = (probability * truth).sum(axes)[1:]
    total = (probability.sum(axes) + truth.sum(axes))[1:]
    present = (truth.sum(axes)[1:] > 0).float()
    dice = (2 * overlap + 1.0) / (total + 1.0)
    return cross_entropy + ((1 - dice) * present).sum() / present.sum().clamp(min=1)


def dice_scores(prediction: torch.Tensor, target: torch.Tensor, classes: int) -> list[float]:
    """Dice of each class but background over the valid voxels; NaN where neither has it."""
    valid = target != IGNORE
    scores = []
    for value in range(1, classes):
        p, t = (prediction == value) & valid, (target == value) & valid
        total = int(p.sum() + t.sum())
        scores.append(2 * int((p & t).sum()) / total if total else float("nan"))
    return scores
