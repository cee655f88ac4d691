import { samplerFault, type Sampler } from './sampler.ts';
import { cosineSchedule, type Schedule } from './schedule.ts';

export interface SampleRequest {
  readonly sampler: Sampler;
  readonly length: number;
  /** The noise that a network sees in x at step t. */
  readonly predictNoise: (x: Float32Array, t: number) => Promise<Float32Array>;
  /** Standard normal `index` of draw `draw`: 0 the start, t + 1 what is added after step t. */
  readonly normal: (draw: number, index: number) => number;
}

/** Runs the reverse diffusion from noise. Rejects as `predictNoise` does, and with RangeError for a sampler that visits steps beyond its schedule. */
export async function sample(request: SampleRequest): Promise<Float32Array> {
  const { sampler } = request;
  const fault = samplerFault(sampler);
  if (fault) throw new RangeError(fault);
  const schedule = cosineSchedule(sampler.trainSteps);
  const x = Float32Array.from({ length: request.length }, (_, n) => request.normal(0, n));
  return sampler.kind === 'ddpm' ? ddpm(request, schedule, x) : ddim(request, schedule, { x, steps: sampler.steps });
}

/** Ancestral sampling (Ho et al. 2020, algorithm 2) with the estimate of x0 clipped. */
async function ddpm({ predictNoise, normal }: SampleRequest, { betas, signal }: Schedule, start: Float32Array): Promise<Float32Array> {
  let x = start;
  for (let t = betas.length - 1; t >= 0; t--) {
    const noise = await predictNoise(x, t);
    const [kept, before, beta] = [signal[t]!, t === 0 ? 1 : signal[t - 1]!, betas[t]!];
    const ofClean = (beta * Math.sqrt(before)) / (1 - kept);
    const ofNoisy = ((1 - before) * Math.sqrt(1 - beta)) / (1 - kept);
    const spread = t === 0 ? 0 : Math.sqrt((beta * (1 - before)) / (1 - kept));
    x = x.map((value, n) => {
      const clean = Math.max(-1, Math.min(1, (value - Math.sqrt(1 - kept) * noise[n]!) / Math.sqrt(kept)));
      return ofClean * clean + ofNoisy * value + (spread === 0 ? 0 : spread * normal(t + 1, n));
    });
  }
  return x;
}

/** Deterministic sampling (Song et al. 2021, eta 0) at t = 1, 1 + stride, ..; ends at the signal share of t = 0. */
async function ddim({ predictNoise }: SampleRequest, { signal }: Schedule, { x: start, steps }: { readonly x: Float32Array; readonly steps: number }): Promise<Float32Array> {
  const stride = Math.floor(signal.length / steps);
  let x = start;
  for (let n = steps - 1; n >= 0; n--) {
    const t = 1 + n * stride;
    const noise = await predictNoise(x, t);
    const [kept, before] = [signal[t]!, n === 0 ? signal[0]! : signal[t - stride]!];
    x = x.map((value, at) => Math.sqrt(before) * ((value - Math.sqrt(1 - kept) * noise[at]!) / Math.sqrt(kept)) + Math.sqrt(1 - before) * noise[at]!);
  }
  return x;
}
