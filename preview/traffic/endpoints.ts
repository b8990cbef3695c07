import type { Caller } from './caller';
import type { Random } from './random';
import type { Endpoint, Stage } from '../pipeline/stages';

const FALLBACK: Endpoint = { resourceId: 'a1b2c3', resourcePath: '/{proxy+}', httpMethod: 'ANY', apiKeyRequired: true };

/** What can be called: not what browsers ask before they call. */
export function callableEndpoints({ endpoints }: Stage): readonly Endpoint[] {
  const callable = endpoints.filter(({ httpMethod }) => httpMethod !== 'OPTIONS');
  return callable.length > 0 ? callable : [FALLBACK];
}

/** Who is not answered calls again. */
const RETRIES = 6;

/** Each caller uses some endpoints much more than others; reading is more common than writing. */
export function favourite(endpoints: readonly Endpoint[], { taste }: Caller, hasTrouble: (endpoint: Endpoint) => boolean, random: Random): Endpoint {
  return random.weighted(endpoints.map((endpoint, index) => {
    const reads = endpoint.httpMethod === 'GET' ? 3 : 1;
    return [endpoint, reads * (1 + (taste * (index + 3)) % 7) * (hasTrouble(endpoint) ? RETRIES : 1)] as const;
  }));
}

export function methodOf({ httpMethod }: Endpoint, random: Random): string {
  return httpMethod === 'ANY' ? random.weighted([['GET', 7], ['POST', 2], ['PUT', 1]] as const) : httpMethod;
}
