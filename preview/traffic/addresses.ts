import type { Random } from './random';

/** Of the networks that are set aside for documentation (RFC 5737). */
export function addresses(count: number, random: Random): string[] {
  return Array.from({ length: count }, () => `${random.pick(['192.0.2', '198.51.100', '203.0.113'])}.${1 + random.below(254)}`);
}
