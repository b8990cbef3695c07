import { readFileSync } from 'node:fs';

/** A heading of a page, with the line that it stands in. */
export interface Heading {
  readonly level: number;
  readonly text: string;
  readonly line: number;
}

/** A block of code: what is said behind its fence, the line that this stands in, and the block's own lines. */
export interface Fence {
  readonly info: string;
  readonly line: number;
  readonly lines: readonly string[];
}

/** A page of Markdown, as far as the tests read it: fences of backticks, headings with `#`, tables with `|` in front. */
export class Page {
  public static read(file: string): Page {
    return new Page(readFileSync(file, 'utf8'));
  }

  /** Without what stands in blocks of code, which are empty lines here. */
  public readonly lines: readonly string[];
  public readonly fences: readonly Fence[];

  constructor(text: string) {
    const fences: { info: string; line: number; lines: string[] }[] = [];
    let open: string | undefined;
    this.lines = text.split('\n').map((line, index) => {
      const [, fence, info] = /^\s*(`{3,})(.*)$/.exec(line) ?? [];
      if (open === undefined && fence) {
        open = fence;
        fences.push({ info: info.trim(), line: index, lines: [] });
        return '';
      }
      if (open !== undefined) {
        if (fence?.startsWith(open) && info.trim() === '') {
          open = undefined;
        } else {
          fences.at(-1)!.lines.push(line);
        }
        return '';
      }
      return line;
    });
    this.fences = fences;
  }

  public headings(): Heading[] {
    return this.lines.flatMap((line, index) => {
      const [, marks, text] = /^(#{1,6}) +(.+?) *$/.exec(line) ?? [];
      return marks ? [{ level: marks.length, text, line: index }] : [];
    });
  }

  /** The anchors of the headings, as GitHub makes them: a second heading of one text gets `-1`. */
  public anchors(): string[] {
    const seen = new Map<string, number>();
    return this.headings().map(({ text }) => {
      const anchor = anchorOf(text);
      const times = seen.get(anchor) ?? 0;
      seen.set(anchor, times + 1);
      return times === 0 ? anchor : `${anchor}-${times}`;
    });
  }

  /** The rows of the tables between two lines, without those of their heads. */
  public rows(from: number, to: number): string[][] {
    const lines = this.lines.slice(from, to);
    return lines.filter((line, index) => line.startsWith('|') && !isRule(line) && !isRule(lines[index + 1] ?? '')).map(cellsOf);
  }

  /** Where links and pictures lead. What stands in code is none. */
  public links(): string[] {
    return this.lines.map((line) => line.replace(/(`+).*?\1/g, (code) => 'x'.repeat(code.length))).flatMap((line) => [
      ...[...line.matchAll(/\]\(<?([^\s)>]+)>?(?: +"[^"]*")?\)/g)].map(([, link]) => link),
      ...[...line.matchAll(/^\[[^\]]+\]: +(\S+)/g)].map(([, link]) => link),
      ...[...line.matchAll(/<(?:img|a)\b[^>]*?\b(?:src|href)="([^"]+)"/g)].map(([, link]) => link),
    ]);
  }
}

/** As GitHub does it: small letters; letters, digits, dashes and underscores stay, blanks become dashes. */
function anchorOf(heading: string): string {
  const text = heading.replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
  return text.replace(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, '').replaceAll(' ', '-');
}

function isRule(line: string): boolean {
  return /^\|[\s:|-]+\|$/.test(line) && line.includes('-');
}

/** A bar within code is written `\|`. */
function cellsOf(row: string): string[] {
  return row.split(/(?<!\\)\|/).slice(1, -1).map((cell) => cell.trim().replaceAll('\\|', '|'));
}
