import { GatewayError } from '../../errors.ts';

/** What an adapter says of itself. */
export interface AdapterSummary {
  readonly name: string;
  /** A CPU pretends to be a graphics card: correct, never faster. */
  readonly software: boolean;
}

const SOFTWARE = /swiftshader|llvmpipe|lavapipe|software|basic render/i;

/** Larger limits than WebGPU promises are granted only when asked for by name. */
const WANTED_LIMITS = ['maxBufferSize', 'maxStorageBufferBindingSize', 'maxStorageBuffersPerShaderStage', 'maxComputeWorkgroupsPerDimension'] as const;

/** Opens the fastest device with the adapter's own limits. Throws gpu/unavailable. */
export async function openDevice(gpu: GPU): Promise<{ readonly device: GPUDevice; readonly adapter: AdapterSummary }> {
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw new GatewayError('gpu/unavailable', 'No graphics device with a WebGPU driver was found (on Linux: Vulkan; containers need the graphics libraries of the driver). Install one, or set synthesis.backend to cpu.');
  const requiredLimits = Object.fromEntries(WANTED_LIMITS.map(name => [name, adapter.limits[name]]));
  const device = await adapter.requestDevice({ requiredLimits }).catch((cause: unknown) => {
    throw new GatewayError('gpu/unavailable', 'The graphics device was found but cannot be opened; another program may hold it.', { cause });
  });
  return { device, adapter: summary(adapter.info) };
}

function summary({ vendor, architecture, device, description, isFallbackAdapter }: GPUAdapterInfo): AdapterSummary {
  const words = [vendor, architecture, device, description].filter(word => word !== '');
  const name = description || words.join(' ') || 'unnamed';
  return { name, software: isFallbackAdapter || SOFTWARE.test(words.join(' ')) };
}
