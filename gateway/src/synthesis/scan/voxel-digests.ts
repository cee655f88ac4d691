import { createHash } from 'node:crypto';
import type { HuVolume, Volume, Voxels } from '../../volume/volume.ts';
import type { VoxelDigests } from './scan-recipe.ts';

/** Digests that say which scan and mask a recipe is of. */
export const voxelDigests = (ct: HuVolume, organMask: Volume<Uint8Array>): VoxelDigests => ({ ctSha256: digest(ct.voxels), organMaskSha256: digest(organMask.voxels) });

/** Hex SHA-256 of voxels as they lie in memory. */
export const digest = (voxels: Voxels): string => createHash('sha256').update(new Uint8Array(voxels.buffer, voxels.byteOffset, voxels.byteLength)).digest('hex');
