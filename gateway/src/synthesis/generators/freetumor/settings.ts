import type { Vec3 } from '../../../volume/geometry.ts';
import type { AxisOrder } from '../../hosting/axis-order.ts';

/** How a FreeTumor generator (Wu et al. 2024) is fed, and what becomes of its output. Axes x, y, z are the letters of `orientation`. */
export interface FreeTumorSettings {
  /** Output channel by organ. */
  readonly organs: Readonly<Record<string, number>>;
  readonly channels: number;
  readonly spacingMm: Vec3;
  readonly orientation: string;
  /** HU mapped to 0..1, clipped. */
  readonly windowHu: readonly [low: number, high: number];
  readonly windowSize: Vec3;
  /** Share of a window covered by the next, for lesions that one window does not hold. */
  readonly overlap: number;
  readonly axisOrder: AxisOrder;
  readonly input: string;
  readonly output: string;
  /** Applied by the host to the raw output. */
  readonly activation: 'tanh' | 'sigmoid';
  /** minus: a positive strength darkens. */
  readonly sign: 'minus' | 'plus';
  /** Gaussian over the strength within the organ, zero padded. */
  readonly blur: { readonly taps: number; readonly sigmaVoxels: number };
  /** Range of the mask's blur. */
  readonly edgeSigmaVoxels: readonly [number, number];
  readonly texture: { readonly sigmaAVoxels: number; readonly sigmaBVoxels: number };
}

const number = (minimum: number, maximum: number) => ({ type: 'number', minimum, maximum });
const list = (length: number, items: object) => ({ type: 'array', minItems: length, maxItems: length, items });
const tensorName = { type: 'string', minLength: 1, maxLength: 100 };

/** JSON schema of FreeTumorSettings. */
export const freeTumorSettingsSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['organs', 'channels', 'spacingMm', 'orientation', 'windowHu', 'windowSize', 'overlap', 'axisOrder', 'input', 'output', 'activation', 'sign', 'blur', 'edgeSigmaVoxels', 'texture'],
  properties: {
    organs: { type: 'object', minProperties: 1, additionalProperties: { type: 'integer', minimum: 0, maximum: 63 } },
    channels: { type: 'integer', minimum: 1, maximum: 64 },
    spacingMm: list(3, number(0.1, 20)),
    orientation: { type: 'string', pattern: '^[LR][AP][SI]$' },
    windowHu: list(2, number(-2000, 4000)),
    windowSize: list(3, { type: 'integer', minimum: 8, maximum: 512 }),
    overlap: number(0, 0.9),
    axisOrder: { enum: ['xyz', 'zyx', 'zxy'] },
    input: tensorName,
    output: tensorName,
    activation: { enum: ['tanh', 'sigmoid'] },
    sign: { enum: ['minus', 'plus'] },
    blur: { type: 'object', additionalProperties: false, required: ['taps', 'sigmaVoxels'], properties: { taps: { type: 'integer', minimum: 1, maximum: 31 }, sigmaVoxels: number(0.1, 10) } },
    edgeSigmaVoxels: list(2, number(0.1, 10)),
    texture: { type: 'object', additionalProperties: false, required: ['sigmaAVoxels', 'sigmaBVoxels'], properties: { sigmaAVoxels: number(0.5, 20), sigmaBVoxels: number(0.5, 20) } },
  },
} as const;
