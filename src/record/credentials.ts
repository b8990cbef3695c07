const CUT = '[cut]';

/**
 * Takes credentials out of an error message. API Gateway's own messages quote the
 * Authorization header of a request that it could not read, and an integration's may quote anything.
 *
 * Rather too much is cut than too little: what matters of these messages is their wording. Every
 * repetition in the patterns is bounded or cannot overlap, because a client can make these messages long.
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

/** A part of a name is enough, as in `db_password`. */
const SECRET_NAME = '(?:pass(?:word|wd|phrase|code)?|pwd|secret|token|jwt|credentials?|signature|session(?:[-_ ]?id)?|api[-_ ]?key|access[-_ ]?key|private[-_ ]?key|otp|\\bsig|\\bpin|\\bsid)';

/** Between a name and its value: `=`, `:`, `=>`, `:=`, with quotes, backslashes and blanks around, also percent-encoded. */
const ASSIGNED = '[\\w-]{0,40}[\\\\"\']{0,8}\\s{0,8}(?:[=:]|%3[ad]){1,2}>?[\\s\\\\\\[{(]{0,8}';

/** A quoted value up to its own quote (the pattern's second group) at the end of something, or all that follows to the end of the clause. */
const VALUE = '(?:[\\\\]*(["\'])[\\s\\S]*?\\2(?=[\\s\\\\]*(?:[,;&}\\])>.]|$))|[^\\n,;&]+)';

const CUTS: readonly [RegExp, string][] = [
  // headers that are nothing but credentials, to the end
  [/((?:proxy-)?authori[sz]ation(?:[ _-]?header)?\b[\\"']{0,8})(\s{0,8}[=:(])[\s\S]*$/i, `$1$2 ${CUT}`],
  [/((?:set-)?cookies?[\\"']{0,8}\s{0,8}[=:])[\s\S]*$/i, `$1 ${CUT}`],
  [/\b(digest|aws4-[\w-]{1,40})\s[\s\S]*$/i, `$1 ${CUT}`],
  // a scheme, and what follows it
  [/\b(bearer|basic|negotiate|ntlm|apikey)(?:[\s:=,"'\\>(]|%20){1,16}(?:token[\s:=,"'\\>(]{1,16})?(?!\[cut\])[^\s"'\\]+/gi, `$1 ${CUT}`],
  // a name of something secret, and its value
  [new RegExp(`(${SECRET_NAME}${ASSIGNED})${VALUE}`, 'gi'), `$1${CUT}`],
  [new RegExp(`(${SECRET_NAME})\\s{1,8}\\\\*(["'])[\\s\\S]*?\\2`, 'gi'), `$1 ${CUT}`],
  [new RegExp(`(<[\\w:-]{0,40}${SECRET_NAME}[\\w:-]{0,40}>)[^<]*`, 'gi'), `$1${CUT}`],
  // user:password@ in an address
  [/:\/\/[^/\s]*@/g, `://${CUT}@`],
  // what shows by its form: a JSON Web Token, keys of AWS, GitHub, Stripe, Slack
  [/eyJ[\w-]{5,}(?:\.[\w-]*)*/g, CUT],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{12,}|\b(?:gh[opsur]|github_pat|[sr]k_live|[sr]k_test|xox[abprs])[-_][\w-]{6,}/g, CUT],
];
