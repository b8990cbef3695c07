import { SheetData, sheetDataId } from '../data.js';

/** The visuals of a sheet, which the page holds compressed. */
export async function decode(sheetId: string): Promise<SheetData> {
  const text = atob(document.getElementById(sheetDataId(sheetId))!.textContent!.trim());
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) {
    bytes[index] = text.charCodeAt(index);
  }
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return await new Response(stream).json() as SheetData;
}
