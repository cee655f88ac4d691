import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { spawnEntry } from '../../gateway/src/spawn-entry.ts';
import type { ChildOrder } from './job-child.ts';

interface Message {
  readonly ready?: true;
  readonly refused?: string;
  readonly acknowledged?: { readonly key: string; readonly id: string };
}

/** A child that has been given its order; `until` resolves with the first message that satisfies it. */
export function startChild(order: ChildOrder) {
  const child: ChildProcess = spawnEntry(new URL('./job-child.ts', import.meta.url));
  const messages: Message[] = [];
  child.on('message', message => messages.push(message as Message));
  child.send(order);
  const exited = once(child, 'exit');
  const until = async (enough: (all: readonly Message[]) => boolean) => {
    for (const deadlineMs = Date.now() + 60_000; !enough(messages); await sleep(5))
      if (Date.now() > deadlineMs || child.exitCode !== null) throw new Error(`child ended or fell silent: ${JSON.stringify(messages.slice(-3))}`);
  };
  const kill = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  return { messages, until, kill, exited };
}
