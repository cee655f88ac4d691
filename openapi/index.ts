/** Short names for the contract's payloads. Types only. */
import type { components, paths } from './generated/gateway.d.ts';

type Schemas = components['schemas'];
export type { paths };
export type Job = Schemas['Job'];
export type JobState = Schemas['JobState'];
export type JobRequest = Schemas['JobRequest'];
export type JobResult = Schemas['JobResult'];
export type JobProgress = Schemas['JobProgress'];
export type SegmentRequest = Schemas['SegmentRequest'];
export type SegmentResult = Schemas['SegmentResult'];
export type SynthesizeRequest = Schemas['SynthesizeRequest'];
export type LesionRequest = Schemas['LesionRequest'];
export type SynthesizeResult = Schemas['SynthesizeResult'];
export type SurveyRequest = Schemas['SurveyRequest'];
export type SurveyResult = Schemas['SurveyResult'];
export type StoredSeries = Schemas['StoredSeries'];
export type SeriesPreview = Schemas['SeriesPreview'];
export type StudyPreview = Schemas['StudyPreview'];
export type Source = Schemas['Source'];
export type Finding = Schemas['Finding'];
export type Model = Schemas['Model'];
export type Generator = Schemas['Generator'];
export type Organ = Schemas['Organ'];
export type Archive = Schemas['Archive'];
export type Readiness = Schemas['Readiness'];
export type Problem = Schemas['Problem'];
