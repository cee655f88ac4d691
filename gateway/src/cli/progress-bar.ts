const WIDTH = 24;

/** Draws one line on a terminal's standard error and keeps redrawing it; silent where there is no terminal. */
export function progressBar(stream: NodeJS.WriteStream): { readonly show: (stage: string, fraction: number) => void; readonly clear: () => void } {
  if (!stream.isTTY) return { show: () => {}, clear: () => {} };
  return {
    show: (stage, fraction) => {
      const done = Math.round(WIDTH * Math.min(1, Math.max(0, fraction)));
      stream.write(`\r${stage.padEnd(12)} [${'#'.repeat(done)}${'.'.repeat(WIDTH - done)}] ${String(Math.round(100 * fraction)).padStart(3)} %`);
    },
    clear: () => stream.write('\r\x1b[K'),
  };
}
