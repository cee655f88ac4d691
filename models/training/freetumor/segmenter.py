"""The frozen segmenter that judges the lesions, seen from the generator's side."""

import torch

from .saved import SavedError, SavedSegmenter


class Segmenter(torch.nn.Module):
    """[N, 1, x, y, z] in 0..1 of the generator's window, axes towards right, anterior, superior -> probability of lesion, same grid."""

    def __init__(self, saved: SavedSegmenter, window_hu: tuple[float, float], spacing_mm: float):
        super().__init__()
        if saved.spacing_mm != spacing_mm:
            raise SavedError(f"The segmenter works at {saved.spacing_mm:g} mm, the generator at {spacing_mm:g} mm; give one of the same spacing.")
        self.network, self.lesions, self.own_window_hu = saved.network, saved.lesions, saved.window_hu
        self.window_hu = window_hu

    def logits(self, image: torch.Tensor) -> torch.Tensor:
        """Of all its classes, [N, C, x, y, z]."""
        low, high = self.window_hu
        own_low, own_high = self.own_window_hu
        hu = (low + image * (high - low)).clamp(own_low, own_high)
        seen = ((hu - own_low) * (2 / (own_high - own_low)) - 1).flip(2, 3).permute(0, 1, 4, 3, 2)
        return self.network(seen).float().permute(0, 1, 4, 3, 2).flip(2, 3)

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        return self.logits(image).softmax(1)[:, self.lesions].sum(1, keepdim=True)

    @torch.no_grad()
    def calls(self, image: torch.Tensor) -> torch.Tensor:
        """Where the likeliest class is a lesion, of any organ: [N, x, y, z], boolean."""
        return torch.isin(self.logits(image).argmax(1), torch.tensor(self.lesions))
