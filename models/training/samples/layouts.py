"""The files that nnU-Net v2 and the MONAI model zoo write beside a network, with the same keys."""

TRANSFORMS_BEFORE = [{"_target_": "LoadImaged", "keys": "image"}, {"_target_": "EnsureChannelFirstd", "keys": "image"}]
NAMES = ("background", "liver", "liver tumor", "liver cyst")


def _tensor(channels: int, window: tuple[int, int, int], value_range: list[int], definition: dict, kind: str) -> dict:
    return {
        "type": "image", "format": kind, **({"modality": "CT"} if kind == "hounsfield" else {}), "num_channels": channels, "spatial_shape": list(window),
        "dtype": "float32", "value_range": value_range, "is_patch_data": True, "channel_def": definition,
    }


def bundle_files(sample: dict) -> dict[str, dict]:
    """configs/metadata.json and configs/inference.json of a bundle."""
    low, high = sample["outputRange"]
    names = {str(channel): name for channel, name in enumerate(NAMES)}
    metadata = {
        "schema": "https://github.com/Project-MONAI/MONAI-extra-test-data/releases/download/0.8.1/meta_schema_20240725.json",
        "version": "0.1.0", "changelog": {"0.1.0": "trained on computed scenes"}, "monai_version": "1.6.1", "pytorch_version": "2.13.0", "numpy_version": "2.4.6",
        "required_packages_version": {}, "task": "liver lesions in computed scenes", "description": "A narrow network for tests", "authors": "Lesion Forge",
        "copyright": "none", "data_source": "computed", "data_type": "none", "image_classes": "single channel data", "label_classes": "single channel data",
        "pred_classes": f"{len(NAMES)} channels OneHot data", "intended_use": "tests of software",
        "network_data_format": {
            "inputs": {"image": _tensor(1, sample["window"], [low, high], {"0": "image"}, "hounsfield")},
            "outputs": {"pred": _tensor(len(NAMES), sample["window"], [0, 1], names, "segmentation")},
        },
    }
    return {"configs/metadata.json": metadata, "configs/inference.json": _inference(sample)}


def _inference(sample: dict) -> dict:
    low, high = sample["outputRange"]
    transforms = [
        *TRANSFORMS_BEFORE,
        {"_target_": "Orientationd", "keys": "image", "axcodes": sample["letters"]},
        {"_target_": "Spacingd", "keys": "image", "pixdim": list(sample["spacingMm"]), "mode": "bilinear"},
        {"_target_": "ScaleIntensityRanged", "keys": "image", "a_min": sample["windowHu"][0], "a_max": sample["windowHu"][1], "b_min": low, "b_max": high, "clip": True},
        {"_target_": "EnsureTyped", "keys": "image"},
    ]
    postprocessing = [
        {"_target_": "Activationsd", "keys": "pred", "softmax": True},
        {"_target_": "Invertd", "keys": "pred", "transform": "@preprocessing", "orig_keys": "image", "nearest_interp": False, "to_tensor": True},
        {"_target_": "AsDiscreted", "keys": "pred", "argmax": True},
        {"_target_": "SaveImaged", "keys": "pred", "output_dir": "@output_dir"},
    ]
    return {
        "imports": ["$import glob", "$import os"], "bundle_root": ".", "output_dir": "$@bundle_root + '/eval'",
        "device": "$torch.device('cuda:0' if torch.cuda.is_available() else 'cpu')", "sw_overlap": sample["overlap"],
        "network_def": {"_target_": sample["target"], "spatial_dims": 3, "in_channels": 1, "out_channels": len(NAMES)}, "network": "$@network_def.to(@device)",
        "preprocessing": {"_target_": "Compose", "transforms": transforms},
        "dataset": {"_target_": "Dataset", "data": "$[{'image': i} for i in @datalist]", "transform": "@preprocessing"},
        "inferer": {"_target_": "SlidingWindowInferer", "roi_size": list(sample["window"]), "sw_batch_size": 4, "overlap": "@sw_overlap", "mode": sample["mode"]},
        "postprocessing": {"_target_": "Compose", "transforms": postprocessing},
        "initialize": ["$monai.utils.set_determinism(seed=123)"], "run": ["$@evaluator.run()"],
    }


def architecture_of(sample: dict) -> dict:
    """The `architecture` of a configuration."""
    residual = sample["class"] == "ResidualEncoderUNet"
    norm = {"instance": "instancenorm.InstanceNorm3d", "batch": "batchnorm.BatchNorm3d"}[sample["norm"]]
    per_stage = {"n_blocks_per_stage": [1, 2, 2]} if residual else {"n_conv_per_stage": [2, 2, 2]}
    return {
        "network_class_name": f"dynamic_network_architectures.architectures.unet.{sample['class']}",
        "arch_kwargs": {
            "n_stages": 3, "features_per_stage": [8, 12, 16], "conv_op": "torch.nn.modules.conv.Conv3d",
            "kernel_sizes": [[1, 3, 3], [3, 3, 3], [3, 3, 3]], "strides": [[1, 1, 1], [1, 2, 2], [2, 2, 2]], **per_stage, "n_conv_per_stage_decoder": [1, 1] if residual else [2, 2],
            "conv_bias": True, "norm_op": f"torch.nn.modules.{norm}", "norm_op_kwargs": {"eps": 1e-5, "affine": True},
            "dropout_op": None, "dropout_op_kwargs": None, "nonlin": "torch.nn.LeakyReLU", "nonlin_kwargs": {"inplace": True},
        },
        "_kw_requires_import": ["conv_op", "norm_op", "dropout_op", "nonlin"],
    }


def _configuration(spacing: list[float], patch: list[int], architecture: dict, name: str) -> dict:
    def resample(is_seg: bool, order: int) -> dict:
        return {"is_seg": is_seg, "order": order, "order_z": 0, "force_separate_z": None}

    return {
        "data_identifier": f"nnUNetPlans_{name}", "preprocessor_name": "DefaultPreprocessor", "batch_size": 2, "patch_size": patch,
        "median_image_size_in_voxels": [float(2 * n) for n in patch], "spacing": spacing, "normalization_schemes": ["CTNormalization"], "use_mask_for_norm": [False],
        "resampling_fn_data": "resample_data_or_seg_to_shape", "resampling_fn_seg": "resample_data_or_seg_to_shape",
        "resampling_fn_data_kwargs": resample(False, 3), "resampling_fn_seg_kwargs": resample(True, 1),
        "resampling_fn_probabilities": "resample_data_or_seg_to_shape", "resampling_fn_probabilities_kwargs": resample(False, 1),
        "architecture": architecture, "batch_dice": name != "3d_fullres",
    }


def nnunet_files(sample: dict, intensities: dict) -> dict[str, dict]:
    """plans.json and dataset.json of a trained nnU-Net."""
    forward = list(sample["transposeForward"])
    spacing, patch = list(sample["spacingMm"]), list(sample["window"])
    plans = {
        "dataset_name": "Dataset901_ComputedLiver", "plans_name": "nnUNetPlans", "original_median_spacing_after_transp": spacing,
        "original_median_shape_after_transp": [2 * n for n in patch], "image_reader_writer": sample["reader"],
        "transpose_forward": forward, "transpose_backward": [forward.index(axis) for axis in range(3)],
        "configurations": {
            "2d": _configuration(spacing[1:], patch[1:], {"network_class_name": "dynamic_network_architectures.architectures.unet.PlainConvUNet"}, "2d"),
            "3d_fullres": _configuration(spacing, patch, architecture_of(sample), "3d_fullres"),
        },
        "experiment_planner_used": "ExperimentPlanner", "label_manager": "LabelManager", "foreground_intensity_properties_per_channel": {"0": intensities},
    }
    dataset = {"channel_names": {"0": "CT"}, "labels": {"background": 0, "liver": 1, "tumor": 2, "cyst": 3}, "numTraining": 40, "file_ending": ".nii.gz"}
    if sample.get("regions"):
        dataset["labels"] = {"background": 0, "liver": [1, 2, 3], "masses": [2, 3], "tumor": 2}
        dataset["regions_class_order"] = [1, 3, 2]
    return {"plans.json": plans, "dataset.json": dataset}
