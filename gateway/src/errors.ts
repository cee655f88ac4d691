/** Every failure the gateway names. `status` is the HTTP status; `retryable` means the same request may succeed later without change. */
export const ERRORS = {
  'request/invalid': { status: 400, retryable: false, title: 'The request does not match the contract' },
  'request/too-large': { status: 413, retryable: false, title: 'The request body is too large' },
  'request/unauthorised': { status: 401, retryable: false, title: 'Authentication is required' },
  'request/forbidden': { status: 403, retryable: false, title: 'This caller may not do that' },
  'request/unsupported-media-type': { status: 415, retryable: false, title: 'The request body has an unsupported media type' },
  'route/not-found': { status: 404, retryable: false, title: 'No such address' },
  'route/method-not-allowed': { status: 405, retryable: false, title: 'This address does not take that method' },
  'internal': { status: 500, retryable: true, title: 'The gateway failed' },
  'service/shutting-down': { status: 503, retryable: true, title: 'The gateway is stopping' },

  'job/not-found': { status: 404, retryable: false, title: 'No such job' },
  'job/cancelled': { status: 409, retryable: false, title: 'The job was cancelled' },
  'job/finished': { status: 409, retryable: false, title: 'The job has already ended' },
  'job/poisoned': { status: 500, retryable: false, title: 'The worker died repeatedly while running this job' },
  'job/worker-died': { status: 500, retryable: true, title: 'The worker process died' },
  'job/stalled': { status: 504, retryable: true, title: 'The job made no progress' },
  'job/store-locked': { status: 500, retryable: false, title: 'Another process holds the job database' },
  'job/store-unavailable': { status: 503, retryable: true, title: 'The job database does not answer' },
  'job/store-unusable': { status: 500, retryable: false, title: 'The job database cannot be opened' },
  'job/queue-full': { status: 429, retryable: true, title: 'Too many jobs are waiting' },
  'storage/disk-full': { status: 507, retryable: true, title: 'The disk is full' },

  'archive/unknown': { status: 404, retryable: false, title: 'No archive of that name is configured' },
  'archive/unreachable': { status: 502, retryable: true, title: 'The archive does not answer' },
  'archive/timeout': { status: 504, retryable: true, title: 'The archive is too slow' },
  'archive/failing': { status: 502, retryable: true, title: 'The archive is busy or out of order' },
  'archive/rejected': { status: 502, retryable: false, title: 'The archive rejects our request' },
  'archive/unauthorised': { status: 502, retryable: false, title: 'The archive refuses our credentials' },
  'archive/bad-response': { status: 502, retryable: true, title: 'The archive answered something unreadable' },
  'archive/store-refused': { status: 502, retryable: false, title: 'The archive refused to store the result' },
  'archive/store-lost': { status: 502, retryable: true, title: 'The archive does not return what it accepted' },
  'archive/store-mismatch': { status: 502, retryable: false, title: 'What the archive returned differs from what was stored' },
  'archive/synthetic-not-allowed': { status: 403, retryable: false, title: 'This archive may not hold synthetic data' },
  'archive/study-changed': { status: 409, retryable: true, title: 'The study changed in the archive meanwhile' },

  'study/not-found': { status: 404, retryable: false, title: 'The archive has no such study' },
  'series/not-found': { status: 404, retryable: false, title: 'The archive has no such series' },
  'series/not-ct': { status: 422, retryable: false, title: 'The series is not CT' },
  'series/incomplete': { status: 409, retryable: true, title: 'The series is not complete yet' },
  'series/too-few-slices': { status: 422, retryable: false, title: 'The series has too few slices' },
  'series/too-large': { status: 422, retryable: false, title: 'The series is larger than the configured limit' },
  'series/geometry-missing': { status: 422, retryable: false, title: 'Slice position or orientation is missing or invalid' },
  'series/duplicate-conflict': { status: 422, retryable: false, title: 'One SOP Instance UID with different contents' },
  'series/ambiguous-positions': { status: 422, retryable: false, title: 'Several slices at one position that cannot be told apart' },
  'series/phase-choice': { status: 422, retryable: false, title: 'The series holds several phases; choose one' },
  'series/missing-slices': { status: 422, retryable: false, title: 'Slices are missing' },
  'series/non-uniform-spacing': { status: 422, retryable: false, title: 'The slice spacing varies' },
  'series/mixed-orientation': { status: 422, retryable: false, title: 'The slices have different orientations' },
  'series/mixed-matrix': { status: 422, retryable: false, title: 'The slices have different matrices or pixel spacings' },
  'series/mixed-frame-of-reference': { status: 422, retryable: false, title: 'The slices have different frames of reference' },
  'series/derived-input': { status: 422, retryable: false, title: 'The series is derived or a secondary capture' },
  'series/synthetic-input': { status: 422, retryable: false, title: 'The series is synthetic' },
  'pixels/rescale-missing': { status: 422, retryable: false, title: 'HU cannot be established: rescale is missing' },
  'pixels/bit-layout': { status: 422, retryable: false, title: 'Unsupported bit layout' },
  'pixels/not-grayscale': { status: 422, retryable: false, title: 'The image is not grayscale' },
  'pixels/length': { status: 422, retryable: false, title: 'Pixel data has the wrong length' },
  'pixels/undecodable': { status: 422, retryable: false, title: 'Pixel data cannot be decoded' },
  'pixels/transfer-syntax': { status: 422, retryable: false, title: 'Unsupported transfer syntax' },
  'pixels/implausible-hu': { status: 422, retryable: false, title: 'Voxel values are impossible for HU' },
  'dicom/unreadable': { status: 422, retryable: false, title: 'Not a readable DICOM object' },
  'nifti/unreadable': { status: 422, retryable: false, title: 'Not a readable NIfTI file' },
  'nifti/no-geometry': { status: 422, retryable: false, title: 'The NIfTI file carries no geometry' },

  'evaluation/no-cases': { status: 422, retryable: false, title: 'The folder holds no case' },
  'evaluation/twice': { status: 422, retryable: false, title: 'The folder holds a case twice' },
  'evaluation/unpaired': { status: 422, retryable: false, title: 'A case has no prediction' },
  'evaluation/different-grid': { status: 422, retryable: false, title: 'Prediction and reference lie on different grids' },
  'input/not-found': { status: 404, retryable: false, title: 'The input does not exist' },
  'input/unreadable': { status: 422, retryable: false, title: 'The input cannot be read' },

  'mask/missing': { status: 422, retryable: false, title: 'No organ mask' },
  'mask/empty': { status: 422, retryable: false, title: 'The organ mask is empty' },
  'mask/too-small': { status: 422, retryable: false, title: 'The organ mask is too small' },
  'mask/wrong-frame': { status: 422, retryable: false, title: 'The mask belongs to another frame of reference or grid' },
  'placement/outside-organ': { status: 422, retryable: false, title: 'The site lies outside the organ' },
  'placement/overlaps-lesion': { status: 422, retryable: false, title: 'The site runs into another lesion' },
  'placement/no-legal-site': { status: 422, retryable: false, title: 'No legal site for a lesion of this size' },
  'placement/radius-too-large': { status: 422, retryable: false, title: 'The lesion is larger than the organ allows' },
  'generator/unknown': { status: 404, retryable: false, title: 'No such generator' },
  'generator/invalid-parameters': { status: 422, retryable: false, title: 'Generator parameters are out of range' },
  'generator/walled-in': { status: 422, retryable: false, title: 'The lesion cannot grow at this site' },
  'generator/donor-unusable': { status: 422, retryable: false, title: 'The donor case cannot be copied from' },
  'recipe/unreadable': { status: 422, retryable: false, title: 'Not a recipe' },
  'recipe/mismatch': { status: 422, retryable: false, title: 'The recipe was made from something else' },
  'quality/not-reached': { status: 422, retryable: false, title: 'A segmenter does not find enough of the lesion' },
  'generator/no-network': { status: 422, retryable: false, title: 'No network that makes such lesions is installed' },
  'generator/window-too-small': { status: 422, retryable: false, title: 'The lesion is too large for the network' },
  'generator/bad-output': { status: 500, retryable: false, title: 'A network gave values that are no numbers' },
  'organ/unknown': { status: 404, retryable: false, title: 'No such organ' },
  'kind/not-made': { status: 422, retryable: false, title: 'The generator does not make this kind of lesion' },
  'kind/unknown': { status: 404, retryable: false, title: 'The organ has no such kind of lesion' },

  'survey/not-found': { status: 404, retryable: false, title: 'No such survey' },
  'survey/not-ready': { status: 409, retryable: false, title: 'The survey has not succeeded' },
  'survey/other-series': { status: 422, retryable: false, title: 'The survey is of another series or organ' },
  'survey/gone': { status: 410, retryable: false, title: 'The mask of the survey is gone' },

  'model/foreign-unsupported': { status: 422, retryable: false, title: 'The exported model cannot be taken as it is' },
  'model/unknown': { status: 404, retryable: false, title: 'No such model' },
  'model/altered': { status: 500, retryable: false, title: 'The model file does not match its digest' },
  'model/unreadable': { status: 500, retryable: false, title: 'The model or its manifest cannot be read' },
  'model/unsupported': { status: 500, retryable: false, title: 'The model file cannot be run' },
  'model/wrong-shape': { status: 500, retryable: false, title: 'The model does not take or give what its manifest says' },
  'model/wrong-task': { status: 422, retryable: false, title: 'The model is made for another task' },
  'inference/no-provider': { status: 500, retryable: false, title: 'No execution provider could be started' },
  'inference/crashed': { status: 500, retryable: true, title: 'The inference process died' },
  'inference/timeout': { status: 504, retryable: true, title: 'The inference process took too long' },
  'gpu/unavailable': { status: 500, retryable: false, title: 'No graphics device can be used' },
  'gpu/out-of-memory': { status: 500, retryable: false, title: 'The graphics device has too little memory' },
  'gpu/lost': { status: 500, retryable: true, title: 'The graphics device went away' },
  'gpu/failed': { status: 500, retryable: false, title: 'The graphics device failed' },
  'config/invalid': { status: 500, retryable: false, title: 'The configuration is invalid' },
} as const satisfies Record<string, { status: number; retryable: boolean; title: string }>;

export type ErrorCode = keyof typeof ERRORS;

/** RFC 9457 problem details, as answered over HTTP and stored with a failed job. */
export interface Problem {
  readonly type: string;
  readonly code: ErrorCode;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly retryable: boolean;
  readonly context?: Readonly<Record<string, unknown>>;
}

/**
 * A named failure. `detail` is one sentence that says what is wrong and what to do.
 * `context` holds UIDs, counts and limits, never patient attributes.
 */
export class GatewayError extends Error {
  readonly code: ErrorCode;
  readonly context: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, detail: string, options: { context?: Record<string, unknown>; cause?: unknown } = {}) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'GatewayError';
    this.code = code;
    this.context = options.context ?? {};
  }

  get retryable(): boolean {
    return ERRORS[this.code].retryable;
  }
}

/** Any thrown value as problem details; unknown failures become `internal` and say nothing of their inside. */
export function toProblem(error: unknown): Problem {
  if (!(error instanceof GatewayError))
    return problem('internal', 'An unexpected failure; the log has the details under this time. Try again, and report it if it stays.', {});
  return problem(error.code, error.message, error.context);
}

function problem(code: ErrorCode, detail: string, context: Readonly<Record<string, unknown>>): Problem {
  const { status, retryable, title } = ERRORS[code];
  const type = `urn:lesion-forge:error:${code.replace('/', ':')}`;
  return { type, code, title, status, detail, retryable, ...(Object.keys(context).length > 0 ? { context } : {}) };
}
