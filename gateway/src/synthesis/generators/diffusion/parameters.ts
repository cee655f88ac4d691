/** What a caller may set for a diffusion lesion. */
export const diffusionParameters = {
  type: 'object',
  additionalProperties: false,
  properties: {
    model: { type: 'string', maxLength: 64, title: 'Network', description: 'Name of an installed network; unset: the first one made for the organ and size.', 'x-drawn': 'first for the organ' },
    blendSigmaVoxels: { type: 'number', minimum: 0, maximum: 4, title: 'Blend', description: 'Blur of the mask by which the patch is blended in, in voxels of the network.', 'x-unit': 'voxels', 'x-drawn': 'uniform in the network\'s range' },
    deformation: { type: 'number', minimum: 0, maximum: 0.4, title: 'Deformation', description: 'SD of the smooth deformation as a share of the radius.', 'x-drawn': 'uniform 0.13..0.3' },
  },
} as const;
