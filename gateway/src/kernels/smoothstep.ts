/** 0 below low, 1 above high, smooth between: t^2 (3 - 2 t). */
export function smoothstep(value: number, low: number, high: number): number {
  const t = Math.min(1, Math.max(0, (value - low) / (high - low)));
  return t * t * (3 - 2 * t);
}
