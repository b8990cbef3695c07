import { addresses } from './addresses';
import type { Caller } from './caller';
import { ATTACK_TOOLS, BOTS, PROGRAMS } from './clients';
import { noCredential, signature } from './credential';
import type { Random } from './random';

const DAY = 86_400_000;

/** Those whom the directory does not know: each a small share of all traffic. */
export function strangers(random: Random, now: number, total: number): Caller[] {
  const stranger = (share: number, sources: number, caller: Partial<Caller> = {}): Caller => ({
    kind: 'client',
    onPlan: false,
    weight: total * share,
    userAgents: PROGRAMS,
    addresses: addresses(sources, random),
    utcOffset: 0,
    rhythm: 'machine',
    mistakes: 0.05,
    throttled: 0,
    overQuota: 0,
    appetite: 1,
    taste: random.below(1_000),
    ...caller,
  });
  return [
    // a key that was deleted, and one that is newer than the directory
    stranger(0.006, 3, { keyId: random.id(10), onPlan: true, until: now - 18 * DAY }),
    stranger(0.001, 1, { keyId: random.id(10), onPlan: true, from: now - DAY / 4 }),
    // a key that is none; a signature or a token without a key; a token that is none
    stranger(0.01, 3),
    stranger(0.004, 2, { credential: signature(random) }),
    stranger(0.003, 2, { credential: noCredential() }),
    stranger(0.015, 40, { kind: 'scanner', userAgents: BOTS }),
    stranger(0.002, 3, { kind: 'attacker', userAgents: ATTACK_TOOLS }),
    // an attack of a day and a half
    stranger(0.003, 4, { kind: 'attacker', userAgents: ATTACK_TOOLS, from: now - 6 * DAY, until: now - 4.5 * DAY }),
  ];
}
