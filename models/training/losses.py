"""Dice + cross-entropy that leaves ignored voxels out of both, and asks nothing of a voxel that its label does not tell.

A label is a class number, or IGNORE, or from OPEN on a set of classes (`open_value`): the voxel is background or one of these, nobody
drew which. There the cross-entropy is that of their joint probability, and the Dice of these classes does not look.
"""

import torch
from torch.nn import functional

IGNORE = 255
OPEN = 128
MOST_OPEN_CLASSES = 6


def open_value(classes: list[int]) -> int:
    """Label of a voxel that is background or any of `classes` (numbers 1..6); 0 when there is none."""
    if any(not 1 <= number <= MOST_OPEN_CLASSES for number in classes):
        raise ValueError(f"Classes 1 to {MOST_OPEN_CLASSES} can be left open, not {classes}.")
    return OPEN + sum(1 << (number - 1) for number in classes) if classes else 0


def open_classes(target: torch.Tensor, classes: int) -> torch.Tensor | None:
    """[N, C, z, y, x], true where a voxel may be of a class that nobody drew there (background not counted); None when nothing is open."""
    is_open = (target >= OPEN) & (target != IGNORE)
    if not bool(is_open.any()):
        return None
    bits = torch.where(is_open, target.long() - OPEN, 0)
    return torch.stack([torch.zeros_like(is_open), *(((bits >> n) & 1).bool() for n in range(classes - 1))], dim=1)


def dice_cross_entropy(logits: torch.Tensor, target: torch.Tensor, class_weights: torch.Tensor | None = None) -> torch.Tensor:
    """`logits` [N, C, z, y, x], `target` [N, z, y, x] of labels. Dice over the classes but background that are there, batch taken
    as one; where a class is absent, the cross-entropy alone keeps it away: a Dice of nothing would silence rare classes."""
    valid = target != IGNORE
    undrawn = open_classes(target, logits.shape[1])
    safe = torch.where(target < OPEN, target, 0).long()
    entropy = functional.cross_entropy(logits, safe, weight=class_weights, reduction="none")
    if undrawn is not None:
        joint = marginal_entropy(logits, undrawn) * (1 if class_weights is None else class_weights[0])
        entropy = torch.where(undrawn.any(1), joint, entropy)
    weight = valid.float()
    cross_entropy = (entropy * weight).sum() / weight.sum().clamp(min=1)
    judged = weight[:, None] if undrawn is None else weight[:, None] * ~undrawn
    probability = logits.softmax(1) * judged
    truth = functional.one_hot(safe, logits.shape[1]).movedim(-1, 1).float() * judged
    axes = (0, 2, 3, 4)
    overlap = (probability * truth).sum(axes)[1:]
    total = (probability.sum(axes) + truth.sum(axes))[1:]
    present = (truth.sum(axes)[1:] > 0).float()
    dice = (2 * overlap + 1.0) / (total + 1.0)
    return cross_entropy + ((1 - dice) * present).sum() / present.sum().clamp(min=1)


def marginal_entropy(logits: torch.Tensor, undrawn: torch.Tensor) -> torch.Tensor:
    """Minus the logarithm of the probability that a voxel is background or one of its undrawn classes, [N, z, y, x]."""
    possible = undrawn.clone()
    possible[:, 0] = True
    return logits.logsumexp(1) - logits.masked_fill(~possible, float("-inf")).logsumexp(1)


def dice_scores(prediction: torch.Tensor, target: torch.Tensor, classes: int) -> list[float]:
    """Dice of each class but background over the valid voxels; NaN where neither has it, or where it was not drawn."""
    valid = target != IGNORE
    undrawn = open_classes(target[None], classes)
    scores = []
    for value in range(1, classes):
        p, t = (prediction == value) & valid, (target == value) & valid
        total = int(p.sum() + t.sum())
        drawn = undrawn is None or not bool(undrawn[0, value].any())
        scores.append(2 * int((p & t).sum()) / total if total and drawn else float("nan"))
    return scores
