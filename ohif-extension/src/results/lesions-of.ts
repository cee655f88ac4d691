import type { Finding, JobResult } from '@lesion-forge/openapi';

/** The lesions a job found or made; a survey has none. */
export function lesionsOf(result: JobResult): readonly Finding[] {
  if (result.task === 'survey') return [];
  return result.task === 'segment' ? result.findings : result.lesions;
}
