import type { SurveyResult } from '@lesion-forge/openapi';
import type { RequestFailure } from '../client/request-failure.ts';
import type { Room } from '../../../gateway/src/synthesis/placement/room-at.ts';

/** How far the gateway is with finding and measuring the organ. */
export type SurveyState =
  | { readonly status: 'none' }
  | { readonly status: 'running'; readonly stage: string; readonly fraction: number }
  | { readonly status: 'ready'; readonly jobId: string; readonly result: SurveyResult }
  | { readonly status: 'failed'; readonly failure: RequestFailure };

/** What became of one lesion of the scene. */
export type LesionState = { readonly failure: RequestFailure } | { readonly failure?: undefined; readonly warnings: readonly { readonly code: string; readonly message: string }[] };

export interface PreviewState {
  /** The reader wants lesions to appear while they are edited. */
  readonly on: boolean;
  readonly survey: SurveyState;
  readonly shown: 'synthetic' | 'original';
  /** Colours over what the lesions change. */
  readonly difference: boolean;
  /** By lesion id. */
  readonly lesions: ReadonlyMap<number, LesionState>;
  /** At the active lesion's site. */
  readonly room?: Room;
  /** Where kernels run. */
  readonly backend?: string;
  /** Of the last lesion made: in the worker, and from the request to the last viewport told to draw. */
  readonly lastMs?: { readonly compute: number; readonly whole: number };
  /** Why the preview was hidden although nobody asked. */
  readonly note?: string;
  /** Images whose voxels on the screen are synthetic now. */
  readonly changedImages: ReadonlySet<string>;
}

export const NO_PREVIEW: PreviewState = { on: true, survey: { status: 'none' }, shown: 'synthetic', difference: false, lesions: new Map(), changedImages: new Set() };
