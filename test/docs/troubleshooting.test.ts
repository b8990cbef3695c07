import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { Page } from './markdown';
import { parsed, ROOT } from './public-api';

/** Behind the fence of a block whose lines are sentences of this library, with `…` for what differs from case to case. */
const OF_THE_LIBRARY = 'text library';

const GAP = '…';

/** A sentence of which less is written out could be anything. */
const LEAST_WORDS = 5;

/** Each text of the sources, with a gap for each value in it. */
function textsOf(file: string): string[] {
  const texts: string[] = [];
  const visit = (node: ts.Node): void => {
    const text = textOf(node);
    if (text === undefined || text === GAP) {
      ts.forEachChild(node, visit);
    } else {
      texts.push(text);
      valuesIn(node).forEach(visit);
    }
  };
  visit(parsed(file));
  return texts;
}

/** A text that is put together of several, or by a template, as a whole. */
function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) {
    return node.text;
  }
  if (ts.isTemplateExpression(node)) {
    return node.head.text + node.templateSpans.map(({ literal }) => GAP + literal.text).join('');
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const parts = [node.left, node.right].map(textOf);
    return parts.every((part) => part === undefined) ? undefined : parts.map((part) => part ?? GAP).join('');
  }
  return undefined;
}

function valuesIn(node: ts.Node): ts.Node[] {
  if (ts.isTemplateExpression(node)) {
    return node.templateSpans.map(({ expression }) => expression);
  }
  return ts.isBinaryExpression(node) ? [node.left, node.right].flatMap(valuesIn) : [];
}

/** Whether a quoted sentence stands in a text: its parts in this order, and gaps only where the text has a value, or where it begins or ends. */
function quotes(sentence: string, text: string): boolean {
  const bare = sentence.replace(/^…/, '').replace(/…$/, '').trim();
  return text.includes(bare);
}

const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
  .flatMap((file) => textsOf(join(ROOT, 'src', file)));

function wrongSentences(page: Page): string[] {
  return page.fences.filter(({ info }) => info === OF_THE_LIBRARY).flatMap(({ lines }) => lines)
    .filter((sentence) => sentence.split(' ').length < LEAST_WORDS || !sources.some((text) => quotes(sentence, text)));
}

describe('the page on troubleshooting', () => {
  const page = Page.read(join(ROOT, 'docs/troubleshooting.md'));

  test('quotes sentences of the library as they stand in the sources', () => {
    expect(page.fences.filter(({ info }) => info === OF_THE_LIBRARY).flatMap(({ lines }) => lines).length).toBeGreaterThan(10);
    expect(wrongSentences(page)).toEqual([]);
  });

  test('marks each block of sentences by whose they are', () => {
    expect([...new Set(page.fences.map(({ info }) => info))].sort()).toEqual(['sh', 'sql', 'text aws', OF_THE_LIBRARY, 'ts']);
  });

  test.each([
    ['another word', '… has an access log target already…, and a stage has only one'],
    ['a value written out', 'stage Stack/Api/Stage has an access log destination already…, and a stage has only one'],
    ['a part that is left out', 'stage … has an access log destination already…; leave that out'],
    ['next to nothing', 'and a stage'],
  ])('finds %s', (_, sentence) => {
    expect(wrongSentences(new Page(`\`\`\`${OF_THE_LIBRARY}\n${sentence}\n\`\`\``))).toEqual([sentence]);
  });

  test('knows sentences that are put together of several texts', () => {
    const sentence = 'Stage … of REST API … has an access log destination already, …, and a stage has only one; take it away there';
    expect(wrongSentences(new Page(`\`\`\`${OF_THE_LIBRARY}\n${sentence}\n\`\`\``))).toEqual([]);
  });
});
