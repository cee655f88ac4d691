import { Arena } from './arena.ts';
import { MODULE_BASE64 } from './generated/module.ts';
import { simdRunner, type SimdRunner } from './simd.ts';

const PAGE_BYTES = 65_536;
/** Address space, not memory: a page of it costs nothing until it is written. In a browser, where some systems count it all the same, enough for all but the largest lesions in thin slices. The first that can be had. */
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
  /** Why every kernel runs as plain TypeScript; absent where it does not. */
  readonly without?: string;
}

/** Memory for fields, and the kernels compiled for it; where WebAssembly may not run (a page's policy, or a limit on address space, can forbid it) there is only the memory, and every kernel runs as plain TypeScript. */
export function openSimd(): Simd {
  const engine = (globalThis as unknown as { WebAssembly?: Engine }).WebAssembly;
  if (!engine) return plain('there is no WebAssembly');
  const memory = openMemory(engine);
  if (!memory) return plain(`there are no ${SIZES_BYTES.at(-1)! / 2 ** 20} MiB of address space for WebAssembly`);
  const module = compile(engine);
  if (module instanceof Error) return plain(module.message);
  const { exports } = new engine.Instance(module, { env: { memory } });
  const kernels = Object.entries(exports).filter(([, value]) => typeof value === 'function');
  const arena = new Arena(memory.buffer);
  return { arena, run: simdRunner(new Map(kernels.map(([name, run]) => [kebab(name), run as () => number])), arena) };
}

const plain = (without: string): Simd => ({ arena: new Arena(new ArrayBuffer(SIZES_BYTES.at(-1)!)), run: () => false, without });

function openMemory({ Memory }: Engine): { readonly buffer: ArrayBuffer } | undefined {
  for (const bytes of SIZES_BYTES)
    try {
      return new Memory({ initial: bytes / PAGE_BYTES, maximum: bytes / PAGE_BYTES });
    } catch {
      // less, then
    }
  return undefined;
}

/** The module, or why it may not be one. */
function compile({ Module }: Engine): object {
  try {
    return new Module(moduleBytes());
  } catch (cause) {
    return cause as Error;
  }
}

const moduleBytes = (): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(MODULE_BASE64), character => character.charCodeAt(0));

const kebab = (name: string): string => name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
