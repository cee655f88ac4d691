const name = { type: 'string', pattern: '^[a-z0-9][a-z0-9-]{0,63}$' };
const envName = { type: 'string', pattern: '^[A-Z][A-Z0-9_]*$' };
const positive = (description: string, value: number) => ({ type: 'integer', minimum: 1, default: value, description });

const object = (description: string, properties: Record<string, unknown>, required: readonly string[] = []) => ({
  type: 'object', additionalProperties: false, description, default: {}, properties, required,
});

const archive = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'url'],
  properties: {
    name: { ...name, description: 'How requests and logs call this archive.' },
    url: { type: 'string', pattern: '^https?://[^@?#]+$', description: 'DICOMweb root, for example http://127.0.0.1:8042/dicom-web. No credentials in it.' },
    server: { type: 'string', default: 'standard', description: 'Server profile: standard or orthanc.' },
    auth: {
      description: 'Credentials by reference to environment variables.',
      oneOf: [
        { type: 'object', additionalProperties: false, required: ['kind', 'user', 'passwordEnv'], properties: { kind: { const: 'basic' }, user: { type: 'string' }, passwordEnv: envName } },
        { type: 'object', additionalProperties: false, required: ['kind', 'tokenEnv'], properties: { kind: { const: 'bearer' }, tokenEnv: envName } },
      ],
    },
    allowSynthetic: { type: 'boolean', default: false, description: 'Synthetic series may be stored here. Leave false on a clinical archive.' },
    concurrency: { type: 'integer', minimum: 1, maximum: 32, default: 6, description: 'Parallel requests to this archive.' },
    connectTimeoutMs: positive('Time allowed to reach the archive.', 5000),
    idleTimeoutMs: positive('Longest silence while the archive answers.', 30_000),
    totalTimeoutMs: positive('Longest time for one request.', 300_000),
    attempts: { type: 'integer', minimum: 1, maximum: 10, default: 4, description: 'Tries of a retriable request, with back-off.' },
  },
};

/** JSON schema of the configuration file; docs/configuration.md is generated from it. */
export const CONFIG_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  properties: {
    http: object('Where the gateway listens.', {
      host: { type: 'string', default: '127.0.0.1', description: 'Address to bind. Anything but loopback needs bearerTokenEnv.' },
      port: { type: 'integer', minimum: 0, maximum: 65535, default: 8030, description: 'Port; 0 takes a free one.' },
      bodyLimitBytes: positive('Largest JSON request body.', 1_048_576),
      allowedHosts: { type: 'array', items: { type: 'string' }, default: [], description: 'Host names browsers may use besides loopback; ports do not matter.' },
      bearerTokenEnv: { ...envName, description: 'Environment variable with the token callers must send.' },
    }),
    dataDir: { type: 'string', default: '.lesion-forge', description: 'Job database and working files, relative to this file.' },
    jobs: object('The job queue.', {
      postgresUrlEnv: { ...envName, description: 'Environment variable with a PostgreSQL connection string. Absent: an embedded database inside dataDir, safe against a crash of the process but not against a power cut.' },
      maxQueued: positive('Jobs that may wait; more are refused with 429.', 10_000),
      maxAttempts: positive('Tries of a job whose failure is retriable.', 8),
      concurrency: positive('Jobs run at once in this process.', 1),
    }),
    archives: { type: 'array', items: archive, default: [], description: 'The PACS this gateway serves; the first is the default.' },
    models: object('Networks.', {
      dir: { type: 'string', default: 'models', description: 'Folder with one folder a model.' },
      default: { ...name, default: 'liver-lesion', description: 'Model used when a request names none.' },
    }),
    inference: object('How networks are run.', {
      providers: { type: 'array', minItems: 1, items: { enum: ['cuda', 'webgpu', 'cpu'] }, default: ['cuda', 'cpu'], description: 'Execution providers, tried in order.' },
      processes: { type: 'integer', minimum: 0, maximum: 64, default: 0, description: 'Child processes; 0 means one for each CPU core.' },
      threadsPerProcess: positive('Threads of one child process.', 1),
    }),
    synthesis: object('How lesions are made.', {
      backend: { enum: ['auto', 'cpu', 'webgpu'], default: 'auto', description: 'Where lesions are computed: `webgpu` on a graphics device, else refused; `auto` there if one is found and measured to be faster. Results differ by at most 1 HU.' },
      donorsDir: { type: 'string', description: 'Folder of cases whose lesions may be copied, one folder a case: image.nii.gz and label.nii.gz (1 organ, higher lesions). Absent: none is copied.' },
    }),
    limits: object('What is refused before memory is taken.', {
      maxVoxels: positive('Voxels of one volume.', 1024 * 1024 * 1024),
      maxInstanceBytes: positive('Bytes of one DICOM instance.', 1024 * 1024 * 1024),
      minSlices: positive('Slices a series needs.', 10),
    }),
    viewer: object('The bundled viewer.', { dir: { type: 'string', description: 'Folder of the unpacked OHIF viewer; absent: API only.' } }),
    logLevel: { enum: ['debug', 'info', 'warn', 'error'], default: 'info', description: 'Least severe message that is logged.' },
  },
};
