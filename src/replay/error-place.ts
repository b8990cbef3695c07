import { FORWARDERS_FOLDER, REPLAYED_PREFIX, SET_ASIDE_FOLDER } from '../record/layout';

/** How often an object's records were set aside before, and from which of its lines on. */
const GENERATION = /~(\d+)-(\d+)$/;

/** Where an object of failed records lies, and what that says of it. */
export class ErrorPlace {
  /** The forwarder whose records it holds; without one, they are of the main stream. */
  public readonly forwarder?: string;

  /** The folder of its kind, such as `logs/processing-failed/`: without days, which make it many. */
  public readonly kind: string;

  /** Whether its records were set aside before. */
  public readonly isSetAside: boolean;

  private readonly origin: string;

  constructor(private readonly errorsPrefix: string, private readonly key: string) {
    const below = key.slice(errorsPrefix.length);
    this.isSetAside = below.startsWith(SET_ASIDE_FOLDER);
    this.origin = this.isSetAside ? below.slice(SET_ASIDE_FOLDER.length) : below;
    this.forwarder = this.origin.startsWith(FORWARDERS_FOLDER) ? this.origin.split('/')[1] : undefined;
    const folders = below.split('/').slice(0, -1);
    while (/^\d+$/.test(folders.at(-1) ?? '')) {
      folders.pop();
    }
    this.kind = folders.map((folder) => `${folder}/`).join('');
  }

  /** Where the object goes when its records are put back. */
  public get replayedKey(): string {
    return `${REPLAYED_PREFIX}${this.key.slice(this.errorsPrefix.length)}`;
  }

  /**
   * Where records go that are set aside from a line on: to the same key whenever that line is read again, and never to the object's own.
   */
  public setAsideKey(line: number): string {
    const [, generation = '0', first = '0'] = GENERATION.exec(this.origin) ?? [];
    const next = this.isSetAside ? Number(generation) + 1 : 0;
    const from = this.isSetAside ? Number(first) + line : line;
    const suffix = next === 0 && from === 0 ? '' : `~${next}-${from}`;
    return `${this.errorsPrefix}${SET_ASIDE_FOLDER}${this.origin.replace(this.isSetAside ? GENERATION : /$^/, '')}${suffix}`;
  }
}
