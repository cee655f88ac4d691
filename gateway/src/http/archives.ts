import type { Archive, SeriesPreview, StudyPreview } from '@lesion-forge/openapi';
import type { Router } from 'express';
import { exactRouter } from './exact-router.ts';

export interface ArchivesDependencies {
  readonly archives: () => readonly Archive[];
  readonly previewStudy: (archive: string, studyUid: string) => Promise<StudyPreview>;
  readonly previewSeries: (archive: string, studyUid: string, seriesUid: string) => Promise<SeriesPreview>;
}

/** The configured archives, and what the gateway would make of a study or series in one of them. */
export function archivesRouter({ archives, previewStudy, previewSeries }: ArchivesDependencies): Router {
  return exactRouter()
    .get('/api/archives', (_request, response) => void response.json({ archives: archives() }))
    .get('/api/archives/:archive/studies/:studyUid', async ({ params }, response) => {
      response.json(await previewStudy(params.archive, params.studyUid));
    })
    .get('/api/archives/:archive/studies/:studyUid/series/:seriesUid', async ({ params }, response) => {
      response.json(await previewSeries(params.archive, params.studyUid, params.seriesUid));
    });
}
