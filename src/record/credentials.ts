const CUT = '[cut]';

/**
 * Takes credentials out of an error message. API Gateway's own messages quote the
 * Authorization header of a request that it could not read, and an integration's may quote anything.
 *
 * Rather too much is cut than too little: what matters of these messages is their wording.
 */
export function withoutCredentials(message: string): string {
  const general = CUTS.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), message);
  return /authori[sz]ation/i.test(message) ? withoutQuotedHeader(general) : general;
}

/** A part of a name is enough. Every repetition is bounded: a client can make these messages long. */
const SECRET_NAME = '(?:pass(?:word|wd|phrase)?|pwd|secret|token|jwt|credentials?|signature|cookie|session(?:id)?|api[-_ ]?key|access[-_ ]?key|private[-_ ]?key|auth)';

const CUTS: readonly [RegExp, string][] = [
  // a scheme and what follows it
  [/\b(bearer|basic|digest|negotiate|ntlm|apikey)\s+(?!\[cut\])[^\s'"]+/gi, `$1 ${CUT}`],
  [/\b(aws4-[\w-]+)\s.*$/gis, `$1 ${CUT}`],
  // name=value, name: value, "name": "value", also where the secret's name is a part of it
  [new RegExp(`(${SECRET_NAME}[\\w-]{0,40}\\\\?["']?\\s{0,8}[=:]\\s{0,8})(?:\\\\?"[^"]*"?|'[^']*'?|[^\\s,;&}"']+)`, 'gi'), `$1${CUT}`],
  // user:password@ in an address
  [/:\/\/[^/\s@]*@/g, `://${CUT}@`],
  // a JSON Web Token, an AWS access key id, wherever they stand
  [/\beyJ[\w-]{5,}(?:\.[\w-]*)*/g, CUT],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{12,}/g, CUT],
];

/** The header's value is quoted as a whole behind its name, and in part before it. */
function withoutQuotedHeader(message: string): string {
  return message
    .replace(/(authori[sz]ation(?:[ _-]?header)?["']?\s*[=:]).*$/is, `$1 ${CUT}`)
    .replace(/'[^']*'/g, (quoted) => (/^'(?:Credential|Signature|SignedHeaders|X-Amz-[\w-]+|Authorization)'$/i.test(quoted) ? quoted : `'${CUT}'`));
}
