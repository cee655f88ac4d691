/** Reads a shape's lattice at fixed-point positions, as layout.ts says. */
export class ShapeReader {
  readonly #values: Int32Array;
  readonly #count: number;
  readonly #last: number;
  /** The lattice's values where the prepared line crosses its planes of equal x. */
  readonly #line: Int32Array;

  constructor(values: Int32Array, count: number) {
    this.#values = values;
    this.#count = count;
    this.#last = ((count - 1) << 16) - 1;
    this.#line = new Int32Array(count);
  }

  value(x: number, y: number, z: number): number {
    const px = this.#clamp(x);
    const py = this.#clamp(y);
    const pz = this.#clamp(z);
    const at = (px >> 16) + this.#count * ((py >> 16) + this.#count * (pz >> 16));
    const u = (py >> 8) & 255;
    const w = (pz >> 8) & 255;
    const a = this.#across(at, u, w);
    return a + (((this.#across(at + 1, u, w) - a) * ((px >> 8) & 255) + 128) >> 8);
  }

  /** Makes ready for `onLine` at x from `from` to `to` (either way round) of the line at y and z. */
  prepare(y: number, z: number, [from, to]: readonly [number, number]): void {
    const py = this.#clamp(y);
    const pz = this.#clamp(z);
    const row = this.#count * ((py >> 16) + this.#count * (pz >> 16));
    const u = (py >> 8) & 255;
    const w = (pz >> 8) & 255;
    const first = this.#clamp(from < to ? from : to) >> 16;
    const last = (this.#clamp(from < to ? to : from) >> 16) + 1;
    for (let x = first; x <= last; x++) this.#line[x] = this.#across(row + x, u, w);
  }

  /** The value at a place of the prepared line: the same as `value` gives. */
  onLine(x: number): number {
    const p = this.#clamp(x);
    const a = this.#line[p >> 16]!;
    return a + (((this.#line[(p >> 16) + 1]! - a) * ((p >> 8) & 255) + 128) >> 8);
  }

  #clamp(p: number): number {
    return p < 0 ? 0 : p > this.#last ? this.#last : p;
  }

  /** Mixed along z, then along y. */
  #across(at: number, u: number, w: number): number {
    const plane = this.#count * this.#count;
    const values = this.#values;
    const a0 = values[at]!;
    const b0 = values[at + this.#count]!;
    const a = a0 + (((values[at + plane]! - a0) * w + 128) >> 8);
    const b = b0 + (((values[at + plane + this.#count]! - b0) * w + 128) >> 8);
    return a + (((b - a) * u + 128) >> 8);
  }
}
