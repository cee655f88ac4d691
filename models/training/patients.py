"""Labelled patients with lesions that may be learned from, and their scans: what is held out together."""

PATIENTS = {
    "p0": ["lits_000", "lits_001"],
    "p4": ["lits_004"],
    "p6": ["lits_006", "lits_010"],
}


def others(patient: str) -> list[str]:
    return [name for name in PATIENTS if name != patient]
