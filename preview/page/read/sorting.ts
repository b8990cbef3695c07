import type { LimitData, SortData } from '../data';
import type { DefinitionNode } from './definition-node';

/** QuickSight shows so many items where the definition sets no limit. */
const DEFAULT_ITEMS = 20;

export function readLimit(node: DefinitionNode | undefined): LimitData {
  const items = node?.findNumber('ItemsLimit') ?? DEFAULT_ITEMS;
  const other = node?.findWord('OtherCategories', 'INCLUDE', 'EXCLUDE') !== 'EXCLUDE';
  node?.end();
  return { items, other };
}

export interface FieldSort {
  readonly fieldId: string;
  readonly descending: boolean;
  readonly node: DefinitionNode;
}

/** The only field that something is sorted by, one of those that it can be sorted by; undefined where nothing is said. */
export function readFieldSort(node: DefinitionNode | undefined, key: string, ...fieldIds: string[]): FieldSort | undefined {
  return node?.has(key) ? node.only(key).variant({ FieldSort: (sort) => readDirection(sort, fieldIds) }) : undefined;
}

export function readDirection(node: DefinitionNode, fieldIds: readonly string[]): FieldSort {
  const [fieldId, direction] = [node.text('FieldId'), node.word('Direction', 'ASC', 'DESC')];
  node.end();
  return fieldIds.includes(fieldId) ? { fieldId, descending: direction === 'DESC', node }
    : node.refuse(`it can be sorted by ${fieldIds.map((id) => `'${id}'`).join(' or ')}, not by '${fieldId}'`);
}

/** The order of a visual's categories: by their names or by the first measure. */
export function readCategorySort(node: DefinitionNode | undefined, categoryId: string, measureId: string): SortData {
  const sort = readFieldSort(node, 'CategorySort', categoryId, measureId);
  return sort ? { by: sort.fieldId === measureId ? 'value' : 'name', descending: sort.descending } : { by: 'value', descending: true };
}
