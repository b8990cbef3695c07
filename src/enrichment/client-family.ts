import Bowser from 'bowser';
import { isbot } from 'isbot';
import { KNOWN_CLIENTS } from './known-clients';

/** User agents repeat, so that most of them need not be taken apart again. */
const REMEMBERED = 5_000;
const families = new Map<string, string>();

const BOT = 'bot';
const OTHER = 'other';
/** Those that say nothing of a single client. */
const KNOWN: ReadonlySet<string> = new Set([...Object.values(Bowser.BROWSER_MAP), ...KNOWN_CLIENTS, BOT]);

/**
 * What kind of client sent a User-Agent header: the browser's name for what calls itself
 * Mozilla, the product's name for everything else (`curl`, `okhttp`, `python-requests`,
 * `aws-sdk-js`), `bot` for a browser that is none, `other` for what cannot be told.
 */
export function clientFamily(userAgent: string | undefined): string | null {
  if (userAgent === undefined) {
    return null;
  }
  const remembered = families.get(userAgent);
  if (remembered !== undefined) {
    return remembered;
  }
  const family = familyOf(userAgent);
  if (families.size >= REMEMBERED) {
    families.clear();
  }
  if (userAgent.length < 1_000) {
    // a part of a text holds on to all of it, here to the whole line
    families.set(copied(userAgent), copied(family));
  }
  return family;
}

function copied(text: string): string {
  return Buffer.from(text).toString();
}

/** A family that many share, since any other name can be one machine's or one person's. */
export function knownFamily(family: string | null): string | null {
  return family === null || KNOWN.has(family) ? family : OTHER;
}

function familyOf(userAgent: string): string {
  const text = userAgent.slice(0, 1_000);
  if (!text.startsWith('Mozilla/')) {
    return /^[A-Za-z][A-Za-z0-9._-]{0,39}(?=[/ ;(]|$)/.exec(text)?.[0] ?? OTHER;
  }
  if (isbot(text)) {
    return BOT;
  }
  // of the browser alone: not of its system, device and engine
  return Bowser.getParser(text, true).getBrowserName() || OTHER;
}
