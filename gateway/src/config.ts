import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv } from 'ajv';
import { CONFIG_SCHEMA } from './config-schema.ts';
import { GatewayError } from './errors.ts';

/** The gateway's configuration, parsed once, frozen, and passed as an argument. Units are in the names; secrets only by reference. */
export interface Config {
  readonly http: {
    readonly host: string;
    readonly port: number;
    readonly bodyLimitBytes: number;
    /** Host names under which browsers reach the gateway besides loopback; others are refused (DNS rebinding). */
    readonly allowedHosts: readonly string[];
    /** Required for any address but loopback. */
    readonly bearerTokenEnv?: string;
  };
  /** Directory for the embedded job database and working files. */
  readonly dataDir: string;
  readonly jobs: {
    /** Name of the environment variable with a PostgreSQL connection string; absent: embedded PGlite inside dataDir. */
    readonly postgresUrlEnv?: string;
    readonly maxQueued: number;
    readonly maxAttempts: number;
    readonly concurrency: number;
  };
  readonly archives: readonly ArchiveConfig[];
  readonly models: { readonly dir: string; readonly default: string };
  readonly inference: { readonly providers: readonly ('cuda' | 'webgpu' | 'cpu')[]; readonly processes: number; readonly threadsPerProcess: number };
  /** Where lesions are computed. `auto`: on the graphics device if it is faster here. */
  readonly synthesis: {
    readonly backend: 'auto' | 'cpu' | 'webgpu';
    /** Folder of cases whose lesions may be copied. */
    readonly donorsDir?: string;
  };
  readonly limits: { readonly maxVoxels: number; readonly maxInstanceBytes: number; readonly minSlices: number };
  readonly viewer: { readonly dir?: string };
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
}

/** One PACS. Callers name it; they never give an address. */
export interface ArchiveConfig {
  readonly name: string;
  /** DICOMweb root, e.g. http://127.0.0.1:8042/dicom-web */
  readonly url: string;
  /** Name in dicomweb/servers; default `standard`. */
  readonly server: string;
  readonly auth?: { readonly kind: 'basic'; readonly user: string; readonly passwordEnv: string } | { readonly kind: 'bearer'; readonly tokenEnv: string };
  /** Synthetic series may be stored here. Default false. */
  readonly allowSynthetic: boolean;
  readonly concurrency: number;
  readonly connectTimeoutMs: number;
  readonly idleTimeoutMs: number;
  readonly totalTimeoutMs: number;
  readonly attempts: number;
}

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

/** True when only this machine can reach the address. */
const isLoopback = (host: string): boolean => LOOPBACK.has(host);

/**
 * Validates and completes a configuration. Relative directories are taken from `baseDir`.
 * Throws config/invalid with the path of the offending entry: unknown keys, wrong types, duplicate archive names,
 * or an address other than loopback without authentication.
 */
export function parseConfig(input: unknown, baseDir: string): Config {
  const value = structuredClone(input);
  const validate = new Ajv({ useDefaults: true, allErrors: true, strict: false }).compile<Config>(CONFIG_SCHEMA);
  if (!validate(value)) {
    const first = validate.errors?.[0];
    const extra = first?.params['additionalProperty'] as string | undefined;
    throw invalid(`${first?.instancePath || '/'} ${first?.message ?? 'is invalid'}${extra ? `: ${extra}` : ''}.`);
  }
  const names = value.archives.map(archive => archive.name);
  if (new Set(names).size < names.length) throw invalid('/archives has two entries of the same name.');
  if (!isLoopback(value.http.host) && !value.http.bearerTokenEnv)
    throw invalid('/http/host is not loopback: set /http/bearerTokenEnv so that callers must authenticate, or bind to 127.0.0.1.');
  const at = (path: string) => resolve(baseDir, path);
  const viewer = value.viewer.dir === undefined ? {} : { dir: at(value.viewer.dir) };
  const { donorsDir } = value.synthesis;
  const synthesis = { ...value.synthesis, ...(donorsDir === undefined ? {} : { donorsDir: at(donorsDir) }) };
  return deepFreeze({ ...value, dataDir: at(value.dataDir), models: { ...value.models, dir: at(value.models.dir) }, synthesis, viewer });
}

/** Reads a configuration file; `overrides` (from the environment or the command line) win over it. Throws config/invalid, input/not-found. */
export function loadConfig(path: string | undefined, overrides: ConfigOverrides, defaultBaseDir: string): Config {
  const file = path === undefined ? {} : readJson(path);
  const http = { ...(file['http'] as object | undefined), ...dropUndefined({ host: overrides.host, port: overrides.port }) };
  const merged = { ...file, http, ...dropUndefined({ dataDir: overrides.dataDir, archives: overrides.archives, viewer: overrides.viewer }) };
  return parseConfig(merged, path === undefined ? defaultBaseDir : resolve(path, '..'));
}

/** What the environment and the command line may override. */
export interface ConfigOverrides {
  readonly host?: string;
  readonly port?: number;
  readonly dataDir?: string;
  readonly archives?: readonly Partial<ArchiveConfig>[];
  readonly viewer?: { readonly dir: string };
}

function readJson(path: string): Record<string, unknown> {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  } catch (cause) {
    throw new GatewayError('config/invalid', `The configuration file ${path} cannot be read as JSON.`, { cause });
  }
}

const invalid = (sentence: string) => new GatewayError('config/invalid', `Configuration: ${sentence} See docs/configuration.md.`);

const dropUndefined = (object: object) => Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) for (const inner of Object.values(Object.freeze(value))) deepFreeze(inner);
  return value;
}
