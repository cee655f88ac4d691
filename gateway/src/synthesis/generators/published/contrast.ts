import { GatewayError } from '../../../errors.ts';
import { drawContrast } from '../../contrast.ts';
import type { Draws } from '../../draws.ts';
import type { GenerationRequest } from '../../generator.ts';
import type { SynthesisWarning } from '../../warning.ts';

/** Whose law an unset contrast is drawn from: the publication's, or the lesion kind's by contrast phase. */
export const CONTRAST_LAWS = ['published', 'kind'] as const;
export type ContrastLaw = (typeof CONTRAST_LAWS)[number];

export interface PublishedContrast {
  /** Lesion minus parenchyma, HU. */
  readonly contrastHu: number;
  readonly contrastLaw: ContrastLaw;
  readonly warnings: readonly SynthesisWarning[];
}

type Published = () => Pick<PublishedContrast, 'contrastHu' | 'warnings'>;

/**
 * The contrast of a published method: as given (`contrastHu`, or `meanHu` for the lesion's own HU), else under a law. A publication means its organ's
 * default kind; any other kind has its own law unless asked otherwise. Throws generator/invalid-parameters when both are given.
 */
export function publishedContrast({ organ, lesion: { kind, phase, parameters }, statistics }: GenerationRequest, draws: Draws, published: Published): PublishedContrast {
  const { contrastHu, meanHu, contrastLaw = kind.name === organ.lesionKinds[0].name ? 'published' : 'kind' } = parameters as { contrastHu?: number; meanHu?: number; contrastLaw?: ContrastLaw };
  if (contrastHu !== undefined && meanHu !== undefined)
    throw new GatewayError('generator/invalid-parameters', 'Give the contrast or the lesion\'s own HU, not both.', { context: { contrastHu, meanHu } });
  if (contrastHu !== undefined) return { contrastHu, contrastLaw, warnings: [] };
  if (meanHu !== undefined) return { contrastHu: meanHu - statistics.meanHu, contrastLaw, warnings: [] };
  return { contrastLaw, ...(contrastLaw === 'kind' ? drawContrast({ kind, phase, statistics, draws }) : published()) };
}
