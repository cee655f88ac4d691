"""What the two players of stage 2 want. All terms are means over the voxels they speak of; no other voxel takes part in any."""

import torch

REAL, FAKE = 1, 2


def mean_over(field: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    return (field * mask).sum() / mask.sum()


def generator_loss(tumour: torch.Tensor, answer: torch.Tensor, mask: torch.Tensor, classifier_weight: float) -> tuple[torch.Tensor, dict]:
    """L_seg + weight * L_cls over the made lesion: `tumour` is the segmenter's probability of tumour, `answer` the classifier's logits."""
    segmented, real_like = mean_over(tumour, mask), mean_over(answer.softmax(1)[:, REAL : REAL + 1], mask)
    loss = (1 - segmented) + classifier_weight * (1 - real_like)
    return loss, {"segmented": float(segmented.detach()), "realLike": float(real_like.detach())}


def classifier_loss(answer: torch.Tensor, fake: torch.Tensor, real: torch.Tensor) -> torch.Tensor:
    """Half 1 - P(fake) over the made lesion, half 1 - P(real) over real tumours; where one is absent, its half is: neither outweighs the other."""
    probability = answer.softmax(1)
    loss = answer.sum() * 0
    for number, mask in ((FAKE, fake), (REAL, real)):
        if mask.any():
            loss = loss + 0.5 * (1 - mean_over(probability[:, number : number + 1], mask))
    return loss
