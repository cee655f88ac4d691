import { GatewayError } from '../../errors.ts';
import type { HuVolume } from '../../volume/volume.ts';

/** Refuses a CT with voxels that are not finite numbers, which any blur would spread. Throws pixels/implausible-hu. */
export function assertFinite({ voxels }: HuVolume, where: string): void {
  if (voxels instanceof Int16Array || voxels.every(Number.isFinite)) return;
  throw new GatewayError('pixels/implausible-hu', `The CT holds voxels that are not numbers near the ${where}; repair the input.`);
}
