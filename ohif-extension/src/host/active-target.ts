import type { DisplaySet, Services } from '../ohif.d.ts';
import { isSynthetic } from '../banner/is-synthetic.ts';

/** The series a job would work on: the one in the active viewport. */
export interface Target {
  readonly viewportId: string;
  readonly displaySetUid: string;
  readonly studyUid: string;
  readonly seriesUid: string;
  readonly frameOfReferenceUid?: string;
  readonly description: string;
  readonly imageCount: number;
  readonly synthetic: boolean;
}

export type ActiveTarget = { readonly target: Target; readonly reason?: undefined } | { readonly target?: undefined; readonly reason: string };

/** The active viewport's CT series, or the reason why there is none to work on. */
export function activeTarget(services: Services): ActiveTarget {
  const viewportId = services.viewportGridService.getActiveViewportId();
  const displaySet = imageDisplaySet(services, viewportId);
  if (!displaySet) return { reason: 'The active viewport shows no series.' };
  if (displaySet.Modality !== 'CT') return { reason: `The active viewport shows ${displaySet.Modality}; choose a CT series.` };
  return { target: toTarget(viewportId, displaySet) };
}

/** The image display set of a viewport; a segmentation stands for the series it lies on. */
export function imageDisplaySet(services: Services, viewportId: string): DisplaySet | undefined {
  const uids = services.viewportGridService.getState().viewports.get(viewportId)?.displaySetInstanceUIDs ?? [];
  const displaySets = uids.map((uid) => services.displaySetService.getDisplaySetByUID(uid)).filter((found) => found !== undefined);
  const image = displaySets.find((displaySet) => displaySet.Modality !== 'SEG');
  if (image) return image;
  const referenced = displaySets[0]?.referencedDisplaySetInstanceUID;
  return referenced === undefined ? undefined : services.displaySetService.getDisplaySetByUID(referenced);
}

function toTarget(viewportId: string, displaySet: DisplaySet): Target {
  const instance = displaySet.instances?.[0] ?? displaySet.instance;
  const frame = displaySet.FrameOfReferenceUID ?? instance?.['FrameOfReferenceUID'];
  return {
    viewportId,
    displaySetUid: displaySet.displaySetInstanceUID,
    studyUid: displaySet.StudyInstanceUID,
    seriesUid: displaySet.SeriesInstanceUID,
    ...(typeof frame === 'string' ? { frameOfReferenceUid: frame } : {}),
    description: displaySet.SeriesDescription ?? 'CT series',
    imageCount: displaySet.numImageFrames ?? displaySet.imageIds?.length ?? displaySet.instances?.length ?? 0,
    synthetic: isSynthetic(displaySet),
  };
}

export const sameTarget = (a: ActiveTarget, b: ActiveTarget): boolean =>
  a.reason === b.reason && a.target?.displaySetUid === b.target?.displaySetUid && a.target?.viewportId === b.target?.viewportId;
