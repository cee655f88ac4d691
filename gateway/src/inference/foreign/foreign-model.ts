import type { ModelManifest } from '../manifest.ts';

/** What a training framework's own files say about a network: a manifest but for what only the ONNX file and the site know. */
export type ForeignModel = Pick<ModelManifest, 'architecture' | 'spacingMm' | 'windowHu' | 'normalisation' | 'windowSize' | 'overlap' | 'weighting' | 'axisOrder' | 'labels'> & {
  /** Directions towards which x, y, z of the training images grow. Absent when the files do not say: the site must. */
  readonly orientation?: string;
  /** Axis of the images, counted z, y, x, that each axis of the tensor is, where they are not the same. `spacingMm` and `windowSize` follow the tensor. */
  readonly transposed?: readonly number[];
  /** What our preparation does otherwise than the framework's, for the record. */
  readonly differences: readonly string[];
};

/** A framework whose exports can be taken: finds its files in a folder and reads them. */
export interface ForeignFormat {
  readonly name: string;
  /** Files, relative to the folder, that must be there. */
  readonly needs: readonly string[];
  /** Reads the parsed files, by name. Throws GatewayError model/foreign-unsupported. */
  read(files: Readonly<Record<string, unknown>>, options: ForeignOptions): ForeignModel;
}

export interface ForeignOptions {
  /** Which of several configurations in one export, as the framework names it. */
  readonly configuration?: string | undefined;
  /** Name of the folder the files lie in; frameworks put the configuration into it. */
  readonly folder?: string | undefined;
}
