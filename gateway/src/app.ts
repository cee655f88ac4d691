import express, { type Express, type RequestHandler, type Router } from 'express';
import type { Archive, Generator, Job, JobRequest, Model, Organ, Readiness, SeriesPreview, StudyPreview } from '@lesion-forge/openapi';
import { archivesRouter } from './http/archives.ts';
import { errorHandler, notFound } from './http/error-handler.ts';
import { eventsRouter } from './http/events.ts';
import { generatorsRouter } from './http/generators.ts';
import { healthRouter } from './http/health.ts';
import { jobsRouter } from './http/jobs.ts';
import { modelsRouter } from './http/models.ts';
import { organMaskRouter } from './http/organ-mask.ts';
import { organsRouter } from './http/organs.ts';
import { readyRouter } from './http/ready.ts';
import { requestLog } from './http/request-log.ts';
import { refuseForeignPages, requireKnownHost, requireToken, securityHeaders } from './http/security.ts';
import { validateContract } from './http/validate.ts';
import { pluginsRouter, viewerRouter, type ViewerDependencies } from './http/viewer.ts';
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
    /** Set: everything under /api (but /api/health) and under PROXY_ROOT needs `Authorization: Bearer <token>`. */
    readonly bearerToken?: string | undefined;
  };
  readonly store: Pick<JobStore, 'get' | 'list' | 'cancel' | 'onChange'>;
  /** Checks archive, model, generator and organ by name, computes the job key, and submits. */
  readonly submit: (request: JobRequest) => Promise<{ readonly job: Job; readonly created: boolean }>;
  /** The packed organ mask of a survey, deflated. Throws survey/gone. */
  readonly surveyMask: (jobId: string) => Promise<Uint8Array>;
  readonly readiness: () => Promise<Readiness>;
  readonly models: () => readonly Model[];
  readonly generators: () => readonly Generator[];
  readonly organs: () => readonly Organ[];
  readonly archives: () => readonly Archive[];
  readonly previewStudy: (archive: string, studyUid: string) => Promise<StudyPreview>;
  readonly previewSeries: (archive: string, studyUid: string, seriesUid: string) => Promise<SeriesPreview>;
  /** DICOMweb reverse proxy, mounted at PROXY_ROOT: it sees `/<archive>/studies...`. */
  readonly proxy?: RequestHandler | undefined;
  readonly viewer?: ViewerDependencies | undefined;
  /** Folder served at /plugins. */
  readonly pluginsDir?: string | undefined;
  /** Check answers against the contract too (tests). */
  readonly validateResponses?: boolean;
}

/** Archives appear to the browser as PROXY_ROOT/<archive>. */
export const PROXY_ROOT = '/dicom-web';

/** One router per resource; each spells out its full paths, as the contract does. */
export function apiRouters(dependencies: AppDependencies): Router[] {
  const routers = [healthRouter, readyRouter, modelsRouter, generatorsRouter, organsRouter, archivesRouter, jobsRouter, eventsRouter, organMaskRouter];
  return routers.map(make => make(dependencies));
}

/** The whole HTTP face on one origin: contract under /api, archives under PROXY_ROOT, plugins, viewer. */
export function createApp(dependencies: AppDependencies): Express {
  const { http, log, proxy, viewer, pluginsDir } = dependencies;
  const app = express().disable('x-powered-by').set('query parser', 'simple').set('case sensitive routing', true);
  app.use(requestLog(log), securityHeaders, requireKnownHost(http.allowedHosts), refuseForeignPages);
  if (http.bearerToken !== undefined) app.use(requireToken(http.bearerToken, isOpen));
  app.use('/api', express.json({ limit: http.bodyLimitBytes, inflate: false, strict: true }));
  app.use(validateContract({ contractFile: dependencies.contractFile, validateResponses: dependencies.validateResponses ?? false }));
  app.use(apiRouters(dependencies));
  app.use('/api', notFound);
  app.use(PROXY_ROOT, ...(proxy ? [proxy] : []), notFound);
  if (pluginsDir !== undefined) app.use(pluginsRouter(pluginsDir));
  if (viewer) app.use(viewerRouter(viewer));
  app.use(notFound, errorHandler(log));
  return app;
}

/** The viewer's files are public; they hold no data. */
function isOpen(path: string): boolean {
  const lower = path.toLowerCase();
  return lower === '/api/health' || !['/api', PROXY_ROOT].some(root => lower === root || lower.startsWith(`${root}/`));
}
