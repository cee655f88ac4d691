import type { ForeignFormat } from './foreign-model.ts';
import { monaiBundle } from './monai-bundle.ts';
import { nnunet } from './nnunet.ts';

/** Every framework whose exports can be taken. */
export const FOREIGN_FORMATS: readonly ForeignFormat[] = [nnunet, monaiBundle];
