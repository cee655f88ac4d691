import { radiusOf, type Draft } from '../state/draft.ts';
import type { Scene } from '../preview/scene.ts';
import type { SiteState } from '../state/site.ts';
import type { DrawnSphere } from './draw-sphere.ts';

const SITE_COLOUR = 'rgb(255, 196, 0)';
const OTHER_COLOUR = 'rgb(200, 170, 90)';
const HIGHLIGHT_COLOUR = 'rgb(90, 204, 230)';
/** The ring stays clear of the lesion's own edge by this much, mm. */
const HIGHLIGHT_MARGIN_MM = 4;

/** The spheres to draw now: the chosen site, and a ring around the finding the reader jumped to. */
export function drawnSpheres({ site, highlight }: SiteState, draft: Pick<Draft, 'radiusText'>, { lesions, activeId }: Scene): readonly DrawnSphere[] {
  const radiusMm = radiusOf(draft);
  const spheres: DrawnSphere[] = [];
  if (site && radiusMm !== undefined)
    spheres.push({ ...site, key: 'lesion-forge-site', radiusMm, colour: SITE_COLOUR, dashed: false, label: `Tumor site, r ${radiusMm.toFixed(1)} mm` });
  for (const [n, { id, site: other, form }] of lesions.entries()) {
    const radius = radiusOf(form);
    if (id !== activeId && radius !== undefined) spheres.push({ ...other, key: `lesion-forge-lesion-${id}`, radiusMm: radius, colour: OTHER_COLOUR, dashed: true, label: `Tumor ${n + 1}` });
  }
  if (highlight)
    spheres.push({ ...highlight, key: 'lesion-forge-highlight', radiusMm: highlight.radiusMm + HIGHLIGHT_MARGIN_MM, colour: HIGHLIGHT_COLOUR, dashed: true });
  return spheres;
}
