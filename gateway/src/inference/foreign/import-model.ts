import type { ModelManifest } from '../manifest.ts';
import type { NetworkSignature, TensorSignature } from '../session.ts';
import { parseOrientation } from '../../volume/orient.ts';
import { ARCHITECTURES } from '../architectures/index.ts';
import type { ForeignModel } from './foreign-model.ts';
import { unsupported } from './reading.ts';

/** What only the site knows of a model it brings. */
export interface SiteFacts {
  readonly name: string;
  readonly title: string;
  readonly licence: string;
  /** Three letters; needed where the framework's files do not say. */
  readonly orientation?: string | undefined;
  /** Model and organ whose box bounds the windows, for a lesion model. */
  readonly localiser?: ModelManifest['localiser'];
}

export interface ImportRequest {
  readonly foreign: ForeignModel;
  readonly format: string;
  readonly site: SiteFacts;
  readonly signature: NetworkSignature;
  /** Of the ONNX file. */
  readonly sha256: string;
}

/** The manifest of a model taken from another framework. Throws model/foreign-unsupported when the ONNX file does not fit what the files say. */
export function manifestOf({ foreign, format, site, signature, sha256 }: ImportRequest): ModelManifest {
  const { differences, orientation: stated, transposed, ...numbers } = foreign;
  const { input, output } = tensorNames(foreign, signature);
  const differs = differences.length === 0 ? '' : ` Differs from it: ${differences.join('; ')}.`;
  return {
    name: site.name,
    version: '1.0.0',
    title: site.title,
    description: `Taken from an export of ${format}.${differs}`,
    licence: site.licence,
    task: numbers.labels.some(label => label?.role === 'lesion') ? 'lesion-segmentation' : 'organ-localiser',
    file: 'model.onnx',
    sha256,
    orientation: turned(orientationOf(stated, site.orientation), transposed),
    ...numbers,
    input,
    output,
    ...(site.localiser ? { localiser: site.localiser } : {}),
  };
}

/** The framework's word counts; a site that says otherwise is refused, one that must say is asked. */
function orientationOf(stated: string | undefined, given: string | undefined): string {
  if (stated !== undefined && given !== undefined && stated !== given) throw unsupported(`The export says orientation ${stated}, you say ${given}; leave --orientation out.`);
  const orientation = stated ?? given;
  if (orientation === undefined) throw unsupported('The export does not say which way its image axes run. Say so with --orientation, three letters towards which x, y, z of the training images grow (LPS for images written by SimpleITK from DICOM, RAS for reoriented NIfTI).');
  try {
    parseOrientation(orientation);
  } catch (cause) {
    throw unsupported(`Orientation ${orientation} is not three letters of three different axes. ${(cause as Error).message}`);
  }
  return orientation;
}

/** The letters of x, y, z of a grid whose axes, counted from the last, are those axes z, y, x of the image. */
function turned(orientation: string, transposed: readonly number[] = [0, 1, 2]): string {
  const letters = [...orientation].toReversed();
  return transposed.map(axis => letters[axis]).toReversed().join('');
}

function tensorNames(foreign: ForeignModel, { inputs, outputs }: NetworkSignature): { input: string; output: string } {
  const [input, output] = [inputs[0], outputs[0]];
  if (inputs.length !== 1 || outputs.length !== 1 || !input || !output) throw unsupported(`The network has ${inputs.length} inputs and ${outputs.length} outputs; export it with one image input and one output, without deep supervision.`);
  for (const tensor of [input, output]) if (tensor.type !== 'float32') throw unsupported(`"${tensor.name}" of the network is ${tensor.type}; export it with float32 input and output.`);
  const spatial = foreign.axisOrder === 'xyz' ? foreign.windowSize : foreign.windowSize.toReversed();
  if (!fits(input, [1, 1, ...spatial])) throw unsupported(`The network wants an input of [${input.shape.join(', ')}], the export's window is [${[1, 1, ...spatial].join(', ')}]; export it for that window, or give the files that belong to it.`);
  const answer = [1, outputChannels(foreign), ...spatial];
  if (!fits(output, answer)) throw unsupported(`The network answers with [${output.shape.join(', ')}], the export's labels and window make [${answer.join(', ')}]; give the files that belong to it.`);
  return { input: input.name, output: output.name };
}

/** Channels the network must give for the labels. */
export const outputChannels = ({ architecture, labels }: Pick<ModelManifest, 'architecture' | 'labels'>): number => labels.length - (ARCHITECTURES.find(({ name }) => name === architecture)?.lacksBackground ? 1 : 0);

/** As far as the network states its sizes; what it leaves open is seen when it is tried. */
const fits = ({ shape }: TensorSignature, wanted: readonly number[]): boolean =>
  shape.length === 0 || (shape.length === 5 && shape.every((size, axis) => typeof size === 'string' || size < 0 || size === wanted[axis]));
