const FIELDS = ['dryRun', 'folder', 'bytesPerSecond'];

const LEAST_PACE = 1024;

/** What is to be put back. */
export interface ReplayRequest {
  readonly dryRun: boolean;
  /** The folder below the error prefix, with a slash at its end; empty for all. */
  readonly folder: string;
  /** How much a second is put back, if not as much as the function's environment says. */
  readonly bytesPerSecond?: number;
}

/** Reads the event of an invocation. One that is not understood is refused before anything is touched. */
export function readRequest(given: unknown, errorsPrefix: string): ReplayRequest {
  const event = given ?? {};
  if (typeof event !== 'object' || Array.isArray(event)) {
    throw new Error(`The event is ${JSON.stringify(event)}; give {}, { "dryRun": true } or { "folder": "logs/processing-failed/" }`);
  }
  const unknown = Object.keys(event).find((name) => !FIELDS.includes(name));
  if (unknown !== undefined) {
    throw new Error(`The event has a field '${unknown}', which the replay does not know; it knows ${FIELDS.join(', ')}`);
  }
  const { dryRun = false, folder = '', bytesPerSecond } = event as { dryRun?: unknown; folder?: unknown; bytesPerSecond?: unknown };
  if (typeof dryRun !== 'boolean') {
    throw new Error(`The event's dryRun is ${JSON.stringify(dryRun)}; give true or false`);
  }
  if (bytesPerSecond !== undefined && !(Number.isInteger(bytesPerSecond) && Number(bytesPerSecond) >= LEAST_PACE)) {
    throw new Error(`The event's bytesPerSecond is ${JSON.stringify(bytesPerSecond)}; give a whole number from ${LEAST_PACE}, such as 102400`);
  }
  return { dryRun, folder: checkedFolder(folder, errorsPrefix), bytesPerSecond: bytesPerSecond as number | undefined };
}

function checkedFolder(folder: unknown, errorsPrefix: string): string {
  if (typeof folder !== 'string') {
    throw new Error(`The event's folder is ${JSON.stringify(folder)}; give a text, such as "logs/processing-failed/"`);
  }
  if (folder.startsWith(errorsPrefix)) {
    throw new Error(`The event's folder is '${folder}', and it is meant below '${errorsPrefix}'; give '${folder.slice(errorsPrefix.length)}'`);
  }
  if (folder.startsWith('/') || folder.split('/').some((part) => part === '..' || part === '.')) {
    throw new Error(`The event's folder is '${folder}', which is outside '${errorsPrefix}'; give a folder below it, such as "logs/processing-failed/"`);
  }
  if (folder !== '' && !folder.endsWith('/')) {
    throw new Error(`The event's folder is '${folder}', which other folders may begin with as well; give '${folder}/'`);
  }
  return folder;
}
