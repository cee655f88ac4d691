import { GatewayError } from '../errors.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Value of the environment variable a configuration refers to. Throws config/invalid when it is not set. */
export function secretFrom(environment: Environment, name: string): string {
  const value = environment[name];
  if (value) return value;
  throw new GatewayError('config/invalid', `The configuration refers to the environment variable ${name}, which is not set. Set it and start again.`);
}
