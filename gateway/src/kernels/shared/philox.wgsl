/// High 32 bits of a product.
fn product_high(a: u32, b: u32) -> u32 {
  let a_low = a & 0xffffu;
  let a_high = a >> 16u;
  let b_low = b & 0xffffu;
  let b_high = b >> 16u;
  let middle = a_high * b_low + ((a_low * b_low) >> 16u);
  let middle2 = a_low * b_high + (middle & 0xffffu);
  return a_high * b_high + (middle >> 16u) + (middle2 >> 16u);
}

/// Philox4x32-10 (Salmon et al., SC 2011): four random words for a counter under a key. Integers only.
fn philox(counter: vec4u, key: vec2u) -> vec4u {
  var c = counter;
  var k = key;
  for (var round = 0; round < 10; round++) {
    c = vec4u(
      product_high(0xcd9e8d57u, c.z) ^ c.y ^ k.x, 0xcd9e8d57u * c.z,
      product_high(0xd2511f53u, c.x) ^ c.w ^ k.y, 0xd2511f53u * c.x,
    );
    k += vec2u(0x9e3779b9u, 0xbb67ae85u);
  }
  return c;
}

/// Standard normal from four words by the sum of their eight 16-bit halves: 1 / (65536 sqrt(8 / 12)) times an exact integer.
fn normal_of(words: vec4u) -> f32 {
  let halves = (words & vec4u(0xffffu)) + (words >> vec4u(16u));
  return f32(i32(halves.x + halves.y + halves.z + halves.w) - 262140) * 1.8688123647942946e-5;
}
