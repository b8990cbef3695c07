/** Told how far a run has come. */
export type Progress = (step: string, done?: number, total?: number) => void;

const BAR = 30;

/** A progress bar on a terminal; nothing where the output goes elsewhere. */
export function progressBar(stream: NodeJS.WriteStream): Progress & { end(): void } {
  if (!stream.isTTY) {
    return Object.assign(() => undefined, { end: () => undefined });
  }
  let shown = 0;
  const draw: Progress = (step, done, total) => {
    const now = Date.now();
    const running = done !== undefined && total !== undefined && done < total;
    if (running && now - shown < 100) {
      return;
    }
    shown = now;
    const filled = total ? Math.round(BAR * (done ?? 0) / total) : 0;
    const bar = total ? ` [${'#'.repeat(filled)}${' '.repeat(BAR - filled)}] ${done} of ${total}` : ' …';
    stream.write(`\r\u001b[K${step}${bar}`);
  };
  return Object.assign(draw, { end: () => void stream.write('\r\u001b[K') });
}
