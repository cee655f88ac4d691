/** What a caller may set for a FreeTumor lesion. */
export const freeTumorParameters = {
  type: 'object',
  additionalProperties: false,
  properties: {
    model: { type: 'string', maxLength: 64, title: 'Network', description: 'Name of an installed network; unset: the first one made for the organ.', 'x-drawn': 'first for the organ' },
    drawnStrength: {
      type: 'boolean', default: false, title: 'Drawn strength',
      description: 'Draw one strength for the whole lesion (0.2 to 0.7) rather than ask the network, as the original does where it has none.',
    },
    edgeSigmaVoxels: { type: 'number', minimum: 0.5, maximum: 3, title: 'Edge blur', description: 'Blur of the lesion\'s mask, in voxels of the network.', 'x-unit': 'voxels', 'x-drawn': 'uniform in the network\'s range' },
    deformation: { type: 'number', minimum: 0, maximum: 0.4, title: 'Deformation', description: 'SD of the smooth deformation as a share of the radius.', 'x-drawn': 'uniform 0.13..0.3' },
  },
} as const;
