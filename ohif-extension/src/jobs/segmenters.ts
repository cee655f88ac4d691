/** Localisers only serve other models; the reader chooses among those that find lesions. */
export const segmenters = <T extends { readonly task: string }>(models: readonly T[]): readonly T[] => models.filter((model) => model.task === 'lesion-segmentation');
