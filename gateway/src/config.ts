/** The gateway's configuration, parsed once, frozen, and passed as an argument. Units are in the names; secrets only by reference. */
export interface Config {
  readonly http: { readonly host: string; readonly port: number; readonly bodyLimitBytes: number };
  /** Directory for the embedded job database, working files and results. */
  readonly dataDir: string;
  /** PostgreSQL connection string by reference (environment variable name); absent: PGlite inside dataDir. */
  readonly jobs: { readonly postgresUrlEnv?: string; readonly maxQueued: number; readonly maxAttempts: number };
  readonly archives: readonly ArchiveConfig[];
  readonly models: { readonly dir: string; readonly default: string };
  readonly inference: { readonly providers: readonly ('cuda' | 'webgpu' | 'cpu')[]; readonly processes: number; readonly threadsPerProcess: number };
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
