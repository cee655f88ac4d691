/** Holm's step-down correction (Holm 1979): adjusted p values of a family of tests, in the order given. */
export function holm(ps: readonly number[]): readonly number[] {
  const order = ps.map((_, n) => n).sort((a, b) => ps[a]! - ps[b]!);
  const adjusted = Array.from(ps, () => 0);
  let largest = 0;
  order.forEach((test, place) => {
    largest = Math.max(largest, Math.min(1, (ps.length - place) * ps[test]!));
    adjusted[test] = largest;
  });
  return adjusted;
}
