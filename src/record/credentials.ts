const CUT = '[cut]';

/**
 * Takes credentials out of an error message. API Gateway's own messages quote the
 * Authorization header of a request that it could not read, and an integration's may quote anything.
 *
 * It knows the usual ways to write a credential, not all. Rather too much is cut than too little: what matters of these
 * messages is their wording. Every repetition in the patterns is bounded or cannot overlap, because a client can
 * make these messages long.
 */
export function withoutCredentials(message: string): string {
  return CUTS.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), withoutQuotedHeader(message));
}

/** API Gateway quotes the header before these words. It may hold quotes itself, so the cut is from the first to the last. */
function withoutQuotedHeader(message: string): string {
  const end = message.indexOf('\' not a valid key=value pair');
  const start = message.indexOf('\'');
  return start < end ? `${message.slice(0, start)}'${CUT}${message.slice(end)}` : message;
}

/** Names of something secret, also as the end of a longer one, as in `db_password`. */
const SECRET_NAME = [
  'pass(?:word|wd|phrase|code)', '(?<![a-z])pass', 'pwd', '(?<![a-z])pw', 'secret(?:[-_ ]?(?:access|key|value|token|id)){0,3}',
  '(?<!(?:expected|recognized) )token', 'jwt', 'credentials?', 'signature', 'session[-_ ]?(?:id|token|key)', 'sessid',
  '(?:api|access|private|account|shared|subscription|functions|encryption)[-_ ]?key', '(?:verification|security|reset)[-_ ]?code',
  '(?<![a-z])(?:auth|otp|sig|pin|sid|hmac|mac|x-auth)',
].join('|');
const SECRET = `(?:${SECRET_NAME})(?![a-z])(?:_\\w{1,20})?`;

const QUOTES = '(?:[\\\\"\']|&quot;|&#3[49];|%22){0,8}';

/** Between a name and its value: `=`, `:`, `=>`, `:=`, with quotes, brackets and blanks around, also encoded. */
const ASSIGNED = `${QUOTES}[)\\]]{0,2}${QUOTES}\\s{0,8}(?:[=:]|%(?:25)?3[ad]|\\\\u003[ad]){1,2}>?[\\s\\\\\\[{(]{0,8}(?:&quot;|&#3[49];)?`;

/** A quoted value up to its own quote (the pattern's second group) at the end of something, or all that follows to the end of the clause. */
const VALUE = '(?:[\\\\]*(["\'])[\\s\\S]*?\\2(?=[\\s\\\\]*(?:[,;&}\\])>.]|$))|[^\\n,;&]+)';

/** A word that is no word: with a digit in it. */
const OPAQUE = '[\\[(<{]?(?=[\\w.~+/=-]{0,64}\\d)[\\w.~+/=-]{6,}[\\])>}]?';

const CUTS: readonly [RegExp, string][] = [
  [/-----BEGIN[\s\S]*?(?:-----END[^-]*-----|$)/g, CUT],
  // headers that are nothing but credentials, to the end
  [/((?:(?:proxy-)?authori[sz]ation(?:[ _-]?header)?|x-api-key)\b[\\"']{0,8})(\s{0,8}[=:(])[\s\S]*$/i, `$1$2 ${CUT}`],
  [/((?:proxy-)?authori[sz]ation|x-api-key)([\\"',]{0,8}\s{0,4}(?:header|value)?[\\"':]{0,4})\s{1,4}(?:(["'])[\s\S]*?\3|(?=\S{0,64}\d)\S{6,}|(?:token|custom)\s[\s\S]*$)/gi, `$1$2 ${CUT}`],
  [/(["'])[^"']{0,500}\1(?= (?:for|in)(?: the)? header)/gi, `'${CUT}'`],
  [/((?:set-)?cookies?[\\"']{0,8}\s{0,8}[=:])[\s\S]*$/i, `$1 ${CUT}`],
  [/\b(digest(?=\s+\w{1,20}=)|hawk(?=\s+\w{1,20}=)|aws4-[\w-]{1,40})\s[\s\S]*$/i, `$1 ${CUT}`],
  // a scheme, and what follows it, but for the words that follow it in a sentence
  [/\b(bearer|basic|negotiate|ntlm|apikey|ssws)(?:[\s:=,"'\\>(+]|%20){1,16}(?:token[\s:=,"'\\>(]{1,16})?(?!\[cut\]|auth\w*\b|realm\b|error\b|scheme\b|header\b|failed\b|is\b|with\b|credentials?\b)[^\s"'\\]+/gi, `$1 ${CUT}`],
  // a name of something secret, and its value
  [new RegExp(`(${SECRET}${ASSIGNED})${VALUE}`, 'gi'), `$1${CUT}`],
  [new RegExp(`("(?:name|key|field|param)"\\s{0,4}:\\s{0,4}"[^"]{0,40}(?:${SECRET_NAME})[^"]{0,40}"\\s{0,4},\\s{0,4}"value"\\s{0,4}:\\s{0,4})"[^"]*"?`, 'gi'), `$1"${CUT}"`],
  [new RegExp(`(${SECRET})\\s{1,8}\\\\*(["'])[\\s\\S]*?\\2`, 'gi'), `$1 ${CUT}`],
  [new RegExp(`(${SECRET}(?: provided:| is| value)?) ${OPAQUE}`, 'gi'), `$1 ${CUT}`],
  [new RegExp(`(<[\\w:-]{0,40}(?:${SECRET_NAME})[\\w:-]{0,40}(?:\\s[^<>]{0,80})?>)[^<]*`, 'gi'), `$1${CUT}`],
  // values that databases and services quote back
  [/\b(duplicate entry|value) (["'])[\s\S]*?\2/gi, `$1 '${CUT}'`],
  // the query of an address, and user:password@ in front of it
  [/([?&][\w.[\]-]{1,40}=)[^&\s"'<>)]+/g, `$1${CUT}`],
  [/:\/\/[^/\s]*@/g, `://${CUT}@`],
  [/\b([\w.-]{1,64}):[^\s@:/]{1,200}@(?=[\w(/])/g, `$1:${CUT}@`],
  // what shows by its form: a JSON Web Token, keys of AWS and of other services
  [/eyJ[\w-]{5,}(?:\.[\w-]*)*/g, CUT],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{12,}|\bAIza[\w-]{10,}/g, CUT],
  [/\b(?:gh[opsur]|github_pat|[sr]k|pk|xox[abprs]|glpat|npm|whsec|shpat)[-_][\w-]{6,}|\b(?:SG|hvs|ya29)\.[\w.-]{6,}/g, CUT],
];
