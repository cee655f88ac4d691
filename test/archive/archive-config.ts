import type { ArchiveConfig } from '../../gateway/src/config.ts';

/** A complete archive entry with short limits; override what a test is about. */
export const archiveConfig = (url: string, overrides: Partial<ArchiveConfig> = {}): ArchiveConfig => ({
  name: 'pacs', url, server: 'orthanc', allowSynthetic: true, concurrency: 6,
  connectTimeoutMs: 2000, idleTimeoutMs: 10_000, totalTimeoutMs: 60_000, attempts: 3,
  ...overrides,
});
