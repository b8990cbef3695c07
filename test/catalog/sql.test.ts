import { expect, test } from 'vitest';
import { sql } from '../../src/catalog/sql';

test('a statement loses its margin, and inserted lines take over the indentation of their place', () => {
  expect(sql`
    SELECT 1
    WHERE ${'a\nAND b'}
      AND (
        ${'c\n  OR d'}
      )
  `).toBe(['SELECT 1', 'WHERE a', 'AND b', '  AND (', '    c', '      OR d', '  )'].join('\n'));
});
