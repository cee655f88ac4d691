import { RequestFailure } from '../client/request-failure.ts';

const POLL_MS = 50;
const PATIENCE_MS = 30_000;

/** Resolves once the condition holds; the host has no event for it. A condition that throws does not hold. */
export async function waitUntil(condition: () => boolean, lateMessage: string): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (!holds(condition)) {
    if (Date.now() > end) throw new RequestFailure('viewer/too-slow', lateMessage);
    await new Promise((resolve) => {
      setTimeout(resolve, POLL_MS);
    });
  }
}

function holds(condition: () => boolean): boolean {
  try {
    return condition();
  } catch {
    return false;
  }
}
