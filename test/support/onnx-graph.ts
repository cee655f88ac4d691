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
  const nodes = layers.map(({ kernel }, n) => message(
    text(1, name(n)), text(1, `w${n}`), text(1, `b${n}`), text(2, name(n + 1)), text(4, 'Conv'),
    bytes(5, message(text(1, 'kernel_shape'), ...[0, 1, 2].map(() => integer(8, kernel)), integer(20, 7))),
    bytes(5, message(text(1, 'pads'), ...[0, 1, 2, 3, 4, 5].map(() => integer(8, (kernel - 1) / 2)), integer(20, 7))),
  ));
  const weights = layers.flatMap(({ outputs, inputs, kernel, weights, bias }, n) => [
    tensor(`w${n}`, [outputs, inputs, kernel, kernel, kernel], weights), tensor(`b${n}`, [outputs], bias),
  ]);
  const graph = message(
    ...nodes.map(node => bytes(1, node)), text(2, 'test'), ...weights.map(w => bytes(5, w)),
    bytes(11, value('image', 1)), bytes(12, value('logits', layers.at(-1)!.outputs)),
  );
  return message(integer(1, 8), bytes(7, graph), bytes(8, message(text(1, ''), integer(2, 13))));
}

/** ValueInfoProto: float32 [1, channels, d, h, w] with free spatial sizes. */
function value(name: string, channels: number): Uint8Array {
  const dims = [message(integer(1, 1)), message(integer(1, channels)), ...['d', 'h', 'w'].map(d => message(text(2, d)))];
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
