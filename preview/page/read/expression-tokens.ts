export interface Token {
  readonly kind: 'field' | 'parameter' | 'text' | 'number' | 'name' | 'sign' | 'end';
  readonly text: string;
}

/** `{field}`, `${parameter}`, `'text'`, numbers, names and signs. A text that holds a quote or a backslash is none that the library writes. */
const TOKEN = new RegExp([
  String.raw`\{(?<field>[^{}]+)\}`,
  String.raw`\$\{(?<parameter>\w+)\}`,
  String.raw`'(?<text>[^'\\]*)'`,
  String.raw`(?<number>\d+(?:\.\d+)?)`,
  String.raw`(?<sign>AND\b|<>|<=|>=|[=>*/,()[\]-])`,
  String.raw`(?<name>[A-Za-z_]\w*)`,
].join('|'), 'y');

export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let position = 0;
  while (position < text.length) {
    if (/\s/.test(text[position])) {
      position++;
      continue;
    }
    TOKEN.lastIndex = position;
    const match = TOKEN.exec(text);
    if (match === null) {
      throw new Error(`does not understand '${text.slice(position, position + 10)}' there`);
    }
    const [kind, value] = Object.entries(match.groups!).find(([, found]) => found !== undefined)!;
    tokens.push({ kind: kind as Token['kind'], text: value });
    position = TOKEN.lastIndex;
  }
  return [...tokens, { kind: 'end', text: '' }];
}
