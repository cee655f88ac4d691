import type { ParseArgsConfig } from 'node:util';
import type { Logger } from '../log.ts';
import type { Environment } from '../wiring/secrets.ts';

/** Values of the options a command declares. */
export type Values = Readonly<Record<string, string | boolean | undefined>>;

export interface CommandContext {
  readonly values: Values;
  readonly environment: Environment;
  readonly log: Logger;
  readonly version: string;
  readonly signal: AbortSignal;
  /** Draws a bar on a terminal; does nothing elsewhere. */
  readonly progress: (stage: string, fraction: number) => void;
}

/** One subcommand of `lesionforge`. */
export interface Command {
  readonly name: string;
  /** One line for the overview. */
  readonly summary: string;
  /** Lines below the usage line. */
  readonly usage: string;
  readonly options: NonNullable<ParseArgsConfig['options']>;
  /** Resolves to what `--json` prints, and the lines printed otherwise. Throws GatewayError. */
  run(context: CommandContext): Promise<CommandResult>;
}

export interface CommandResult {
  readonly json: unknown;
  readonly lines: readonly string[];
  /** Default 0. */
  readonly exitCode?: number;
}
