import { Arena } from './arena.ts';
import { MODULE_BASE64 } from './generated/module.ts';
import { simdRunner, type SimdRunner } from './simd.ts';

const PAGE_BYTES = 65_536;
/** Address space, not memory: a page of it costs nothing until it is written. In a browser, where some systems count it all the same, enough for the lesions of a preview. The first that can be had. */
const SIZES_BYTES = 'process' in globalThis ? [2 ** 30, 2 ** 28, 2 ** 26] : [2 ** 28, 2 ** 26];

/** What is used of WebAssembly; Node's types do not name it. */
interface Engine {
  readonly Memory: new (size: { readonly initial: number; readonly maximum: number }) => { readonly buffer: ArrayBuffer };
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: Readonly<Record<string, object>>) => { readonly exports: Readonly<Record<string, unknown>> };
}

export interface Simd {
  readonly arena: Arena;
  readonly run: SimdRunner;
}

/** Memory for fields, and the kernels compiled for it; where WebAssembly is not allowed (a page's policy can forbid it) there is only the memory, and every kernel runs as plain TypeScript. */
export function openSimd(): Simd {
  try {
    const engine = (globalThis as unknown as { WebAssembly: Engine }).WebAssembly;
    const memory = openMemory(engine);
    const { exports } = new engine.Instance(new engine.Module(moduleBytes()), { env: { memory } });
    const kernels = Object.entries(exports).filter(([, value]) => typeof value === 'function');
    const arena = new Arena(memory.buffer);
    return { arena, run: simdRunner(new Map(kernels.map(([name, run]) => [kebab(name), run as () => number])), arena) };
  } catch {
    return { arena: new Arena(new ArrayBuffer(2 ** 26)), run: () => false };
  }
}

function openMemory({ Memory }: Engine): { readonly buffer: ArrayBuffer } {
  for (const bytes of SIZES_BYTES)
    try {
      return new Memory({ initial: bytes / PAGE_BYTES, maximum: bytes / PAGE_BYTES });
    } catch {
      // less, then
    }
  return new Memory({ initial: 0, maximum: 0 });
}

const moduleBytes = (): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(MODULE_BASE64), character => character.charCodeAt(0));

const kebab = (name: string): string => name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
