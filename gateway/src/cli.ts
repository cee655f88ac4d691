#!/usr/bin/env node
/** `lesionforge`: dispatches to the subcommands in cli/. Results go to standard output, everything else to standard error. */
import { parseArgs } from 'node:util';
import { COMMANDS } from './cli/index.ts';
import { joinNegativeNumbers } from './cli/join-negative-numbers.ts';
import { progressBar } from './cli/progress-bar.ts';
import type { Command, Values } from './cli/command.ts';
import { SOFTWARE } from './dicom/software.ts';
import { GatewayError, toProblem } from './errors.ts';
import { createLogger } from './log.ts';
import { stopSignal } from './wiring/stop-signal.ts';

const COMMON = { json: { type: 'boolean' }, help: { type: 'boolean' }, verbose: { type: 'boolean' } } as const;
const RESEARCH_ONLY = 'Research use only. Not a medical device.';

async function main(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv;
  if (name === '--version') return print([SOFTWARE.version]);
  const command = COMMANDS.find(each => each.name === name);
  if (!command) {
    print(overview(), process.stderr);
    return name === undefined || name === '--help' || name === 'help' ? 0 : 2;
  }
  const values = parse(command, rest);
  if (values['help'] === true) return print([`lesionforge ${command.name} ${command.usage}`]);
  return runCommand(command, values);
}

async function runCommand(command: Command, values: Values): Promise<number> {
  const signal = stopSignal(new GatewayError('job/cancelled', 'Stopped.'));
  const bar = progressBar(process.stderr);
  const log = createLogger({ level: values['verbose'] === true ? 'debug' : 'error' });
  try {
    const result = await command.run({ values, environment: process.env, log, version: SOFTWARE.version, signal, progress: bar.show });
    bar.clear();
    print(values['json'] === true ? [JSON.stringify(result.json)] : result.lines);
    return result.exitCode ?? 0;
  } catch (error) {
    bar.clear();
    const problem = toProblem(error);
    if (problem.code === 'internal') log.error('unexpected failure', { error });
    print(values['json'] === true ? [JSON.stringify(problem)] : [`${problem.code}: ${problem.detail}`], values['json'] === true ? process.stdout : process.stderr);
    return 1;
  }
}

function parse(command: Command, args: readonly string[]): Values {
  try {
    const options = { ...command.options, ...COMMON };
    return parseArgs({ args: joinNegativeNumbers(args, options), options, strict: true }).values as Values;
  } catch (error) {
    print([(error as Error).message, '', `lesionforge ${command.name} ${command.usage}`], process.stderr);
    process.exit(2);
  }
}

const overview = (): string[] => [
  'lesionforge COMMAND [options]', '',
  ...COMMANDS.map(({ name, summary }) => `  ${name.padEnd(12)} ${summary}`), '',
  'Every command takes --help and --json.', RESEARCH_ONLY,
];

function print(lines: readonly string[], stream: NodeJS.WriteStream = process.stdout): number {
  for (const line of lines) stream.write(`${line}\n`);
  return 0;
}

process.exitCode = await main(process.argv.slice(2));
