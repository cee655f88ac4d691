import type { Express, RequestHandler } from 'express';
import type { Archive, Generator, Job, JobRequest, Model, Organ, Readiness, SeriesPreview, StudyPreview } from '@lesion-forge/openapi';
import type { JobStore } from './jobs/job-store.ts';
import type { Logger } from './log.ts';

/** Everything the HTTP face needs, made by `main`. Functions may throw GatewayError; the error handler answers it as problem+json. */
export interface AppDependencies {
  readonly version: string;
  readonly log: Logger;
  /** Path of openapi/gateway.yaml. */
  readonly contractFile: string;
  readonly http: {
    readonly bodyLimitBytes: number;
    /** Host names besides loopback that a request may be addressed to. */
    readonly allowedHosts: readonly string[];
    /** Set: every path but /api/health needs `Authorization: Bearer <token>`. */
    readonly bearerToken?: string;
  };
  readonly store: JobStore;
  /** Checks archive, model, generator and organ by name, computes the job key, and submits. */
  readonly submit: (request: JobRequest) => Promise<{ readonly job: Job; readonly created: boolean }>;
  readonly readiness: () => Promise<Readiness>;
  readonly models: () => readonly Model[];
  readonly generators: () => readonly Generator[];
  readonly organs: () => readonly Organ[];
  readonly archives: () => readonly Archive[];
  readonly previewStudy: (archive: string, studyUid: string) => Promise<StudyPreview>;
  readonly previewSeries: (archive: string, studyUid: string, seriesUid: string) => Promise<SeriesPreview>;
  /** DICOMweb reverse proxy, mounted at PROXY_ROOT: it sees `/<archive>/studies...`. */
  readonly proxy?: RequestHandler;
  readonly viewer?: {
    /** Folder with the viewer's index.html. */
    readonly dir: string;
    /** Text of /app-config.js. */
    readonly appConfig: string;
    /** CSP sources of the inline scripts of index.html: 'sha256-...' without quotes. */
    readonly inlineScriptHashes: readonly string[];
  };
  /** Folder served at /plugins. */
  readonly pluginsDir?: string;
  /** Check answers against the contract too (tests). */
  readonly validateResponses?: boolean;
}

/** Archives appear to the browser as PROXY_ROOT/<archive>. */
export const PROXY_ROOT = '/dicom-web';

export declare function createApp(dependencies: AppDependencies): Promise<Express>;
