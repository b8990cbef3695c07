import type { Bucket } from './bucket';
import type { Streams } from './streams';
import { FORWARDERS_FOLDER, SET_ASIDE_FOLDER } from '../record/layout';

/** Below the error prefix: what the main stream could not transform or convert. */
const MAIN_FOLDER = 'logs/';

/** Fails for a folder that nothing lies in, and that nothing comes to by its name: it is misspelt. */
export async function checkFolder(folder: string, errorsPrefix: string, streams: Streams, bucket: Pick<Bucket, 'first'>): Promise<void> {
  const above = folder.startsWith(SET_ASIDE_FOLDER) ? SET_ASIDE_FOLDER : '';
  const [first, second] = folder.slice(above.length).split(/(?<=\/)/);
  const isForwarder = first === FORWARDERS_FOLDER && second !== undefined;
  const known = isForwarder ? streams.forwarderNames.map((name) => `${name}/`) : [MAIN_FOLDER, FORWARDERS_FOLDER, ...above ? [] : [SET_ASIDE_FOLDER]];
  if (first === '' || known.includes(isForwarder ? second : first) || await bucket.first(errorsPrefix + folder) !== undefined) {
    return;
  }
  const folders = known.map((name) => `'${above}${isForwarder ? first : ''}${name}'`).join(' or ');
  throw new Error(`The event's folder is '${folder}', in which nothing lies; ${folders ? `give one that begins with ${folders}` : 'there are no forwarders'}`);
}
