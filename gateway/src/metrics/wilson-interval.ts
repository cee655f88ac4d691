/** k of n, with a 95 % interval. Of none there is neither share nor interval. */
export interface Proportion {
  readonly count: number;
  readonly total: number;
  readonly share?: number;
  readonly low?: number;
  readonly high?: number;
}

/** Two-sided 95 % point of the standard normal. */
export const Z_95 = 1.959964;

/** Wilson's score interval of a proportion (Wilson 1927). */
export function wilsonInterval(count: number, total: number): Proportion {
  if (!(Number.isInteger(count) && Number.isInteger(total) && count >= 0 && count <= total)) throw new RangeError(`${count} of ${total} is no proportion.`);
  if (total === 0) return { count, total };
  const [share, z2] = [count / total, Z_95 * Z_95];
  const middle = (share + z2 / (2 * total)) / (1 + z2 / total);
  const half = (Z_95 * Math.sqrt((share * (1 - share)) / total + z2 / (4 * total * total))) / (1 + z2 / total);
  return { count, total, share, low: count === 0 ? 0 : Math.max(0, middle - half), high: count === total ? 1 : Math.min(1, middle + half) };
}
