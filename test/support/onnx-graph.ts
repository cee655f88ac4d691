/** One 3-D convolution with padding that keeps the size: weights [outputs, inputs, kernel, kernel, kernel], x fastest. */
export interface ConvLayer {
  readonly outputs: number;
  readonly inputs: number;
  readonly kernel: 1 | 3;
  readonly weights: Float32Array;
  readonly bias: Float32Array;
}

/** A real ONNX file: `image` [1, 1, d, h, w] float32 through the convolutions to `logits`. Written by hand in protocol buffers. */
export function convGraph(layers: readonly ConvLayer[]): Uint8Array {
  const name = (n: number) => (n === 0 ? 'image' : n === layers.length ? 'logits' : `x${n}`);
  return onnxGraph({
    inputs: { image: [1, 1, 'd', 'h', 'w'] },
    outputs: { logits: [1, layers.at(-1)!.outputs, 'd', 'h', 'w'] },
    constants: Object.fromEntries(layers.flatMap(({ outputs, inputs, kernel, weights, bias }, n) => [
      [`w${n}`, { shape: [outputs, inputs, kernel, kernel, kernel], data: weights }], [`b${n}`, { shape: [outputs], data: bias }],
    ])),
    nodes: layers.map(({ kernel }, n) => ({
      op: 'Conv', inputs: [name(n), `w${n}`, `b${n}`], output: name(n + 1),
      integers: { kernel_shape: [kernel, kernel, kernel], pads: Array.from({ length: 6 }, () => (kernel - 1) / 2) },
    })),
  });
}

/** Sizes of a float32 tensor; a name is a free size. */
type Shape = readonly (number | string)[];

export interface OnnxGraph {
  readonly inputs: Readonly<Record<string, Shape>>;
  readonly outputs: Readonly<Record<string, Shape>>;
  readonly constants: Readonly<Record<string, { readonly shape: readonly number[]; readonly data: Float32Array }>>;
  readonly nodes: readonly { readonly op: string; readonly inputs: readonly string[]; readonly output: string; readonly integers?: Readonly<Record<string, readonly number[]>> }[];
}

/** An ONNX file, opset 13, float32 throughout. */
export function onnxGraph({ inputs, outputs, constants, nodes }: OnnxGraph): Uint8Array {
  const attribute = (name: string, values: readonly number[]) => bytes(5, message(text(1, name), ...values.map(value => integer(8, value)), integer(20, 7)));
  const graph = message(
    ...nodes.map(({ op, inputs: from, output, integers = {} }) => bytes(1, message(...from.map(name => text(1, name)), text(2, output), text(4, op), ...Object.entries(integers).map(each => attribute(...each))))),
    text(2, 'test'),
    ...Object.entries(constants).map(([name, { shape, data }]) => bytes(5, tensor(name, shape, data))),
    ...Object.entries(inputs).map(([name, shape]) => bytes(11, value(name, shape))),
    ...Object.entries(outputs).map(([name, shape]) => bytes(12, value(name, shape))),
  );
  return message(integer(1, 8), bytes(7, graph), bytes(8, message(text(1, ''), integer(2, 13))));
}

/** ValueInfoProto. */
function value(name: string, shape: Shape): Uint8Array {
  const dims = shape.map(d => message(typeof d === 'number' ? integer(1, d) : text(2, d)));
  return message(text(1, name), bytes(2, message(bytes(1, message(integer(1, 1), bytes(2, message(...dims.map(d => bytes(1, d)))))))));
}

function tensor(name: string, dims: readonly number[], data: Float32Array): Uint8Array {
  return message(...dims.map(d => integer(1, d)), integer(2, 1), text(8, name), bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)));
}

function varint(n: number): number[] {
  return n < 128 ? [n] : [(n % 128) + 128, ...varint(Math.floor(n / 128))];
}

const integer = (field: number, n: number): Uint8Array => Uint8Array.from([...varint(field * 8), ...varint(n)]);
const bytes = (field: number, data: Uint8Array): Uint8Array => Buffer.concat([Uint8Array.from([...varint(field * 8 + 2), ...varint(data.length)]), data]);
const text = (field: number, s: string): Uint8Array => bytes(field, new TextEncoder().encode(s));
const message = (...fields: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(fields));
