import type { ErrorPlace } from './error-place';

/** The delivery streams that records go back to, by name. */
export class Streams {
  constructor(private readonly main: string, private readonly forwarders: Readonly<Record<string, string>>) {}

  /** The names of the forwarders that there are. */
  public get forwarderNames(): string[] {
    return Object.keys(this.forwarders);
  }

  /** The stream that an object's records belong to, if there still is one. */
  public of({ forwarder }: ErrorPlace): string | undefined {
    if (forwarder === undefined) {
      return this.main;
    }
    return Object.hasOwn(this.forwarders, forwarder) ? this.forwarders[forwarder] : undefined;
  }
}
