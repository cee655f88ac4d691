import { unsupported, type JsonObject } from './reading.ts';

/** Follows a value of a bundle's configuration to what it stands for. Throws model/foreign-unsupported for what would have to be run. */
export type BundleValue = (value: unknown) => unknown;

/** More than any configuration nests; a reference that leads back to itself ends here. */
const MOST_STEPS = 32;

/** Reader of values that may be references ("@name#key") into the configuration. */
export function expression(root: JsonObject): BundleValue {
  const follow = (value: unknown, steps: number): unknown => {
    if (Array.isArray(value)) return value.map(item => follow(item, steps));
    if (typeof value !== 'string' || !/^[$@%]/.test(value)) return value;
    if (!/^@[\w#.:]+$/.test(value)) throw unsupported(`"${value.slice(0, 60)}" is a computed value, which is never run; write the value itself into inference.json.`);
    const target = value.slice(1).split(/#|::/).reduce<unknown>((at, key) => (typeof at === 'object' && at !== null && Object.hasOwn(at, key) ? (at as JsonObject)[key] : undefined), root);
    if (target === undefined) throw unsupported(`${value} names nothing in inference.json.`);
    if (steps === 0) throw unsupported(`${value} leads back to itself in inference.json.`);
    return follow(target, steps - 1);
  };
  return value => follow(value, MOST_STEPS);
}
