import compression from 'compression';
import { static as serveStatic, type RequestHandler, type Response, type Router } from 'express';
import { notFound } from './error-handler.ts';
import { exactRouter } from './exact-router.ts';
import { PLUGINS_POLICY, viewerPolicy } from './security.ts';

export interface ViewerDependencies {
  /** Folder with index.html. */
  readonly dir: string;
  /** Text of /app-config.js. */
  readonly appConfig: string;
  readonly inlineScriptHashes: readonly string[];
}

const YEAR_SECONDS = 31_536_000;
/** Bundles whose names carry a digest of their content never change. */
const HASHED_NAME = /\.[0-9a-f]{16,}\./;
/** A missing script or image is missing; any other unknown path is the viewer's own route. */
const FILE_NAME = /\.[a-z][a-z0-9]{0,9}$/i;

/** Our plugins for the viewer; what is not there is a 404, since the viewer would run an HTML page as a module. */
export function pluginsRouter(dir: string): Router {
  return exactRouter().use('/plugins', compress, withPolicy(PLUGINS_POLICY), serveStatic(dir, { index: false, redirect: false, setHeaders: noCache }), notFound);
}

/** The viewer's files, its generated configuration, and its index.html for every route that only it knows. */
export function viewerRouter({ dir, appConfig, inlineScriptHashes }: ViewerDependencies): Router {
  return exactRouter()
    .get('/app-config.js', (_request, response) => void response.set('Cache-Control', 'no-cache').type('text/javascript').send(appConfig))
    .use(compress, withPolicy(viewerPolicy(inlineScriptHashes)), serveStatic(dir, { redirect: false, setHeaders: cacheByName }))
    .get('/{*path}', (request, response, next) => {
      if (FILE_NAME.test(request.path)) return next();
      response.set('Cache-Control', 'no-cache').sendFile('index.html', { root: dir });
    });
}

const compress = compression() as RequestHandler;
const withPolicy = (policy: string): RequestHandler => (_request, response, next) => void (response.set('Content-Security-Policy', policy), next());
const noCache = (response: Response) => void response.set('Cache-Control', 'no-cache');
const cacheByName = (response: Response, path: string) =>
  void response.set('Cache-Control', HASHED_NAME.test(path) ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache');
