/** A terminal, npm and a launcher may each pass one key press on: what follows this closely is the same wish. */
const SAME_WISH_MS = 2_000;

/** Aborted by SIGINT or SIGTERM, with the reason given. A second one, later, ends the process at once, whatever it is cleaning up. */
export function stopSignal(reason: Error): AbortSignal {
  const stop = new AbortController();
  let firstMs: number | undefined;
  const onSignal = () => {
    firstMs ??= performance.now();
    stop.abort(reason);
    if (performance.now() - firstMs > SAME_WISH_MS) process.exit(130);
  };
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, onSignal);
  return stop.signal;
}
