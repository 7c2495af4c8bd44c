/** What users read of the layers: the JSON Schema that VS Code completes from, and the references in docs/. */
import type { Generated } from './generateIndexes';

/** The registry is imported only when a text is asked for, after the list of layers has been written. */
export const documents: readonly Generated[] = [
  { path: 'media/network.schema.json', text: schemaText },
  { path: 'docs/layers.md', text: layersText },
  { path: 'docs/mistakes.md', text: mistakesText },
];

async function schemaText(): Promise<string> {
  const { networkSchema } = await import('../src/formats/schema');
  return `${JSON.stringify(networkSchema(), undefined, 2)}\n`;
}

async function layersText(): Promise<string> {
  const { layersMarkdown } = await import('../src/formats/layerDocs');
  return layersMarkdown();
}

async function mistakesText(): Promise<string> {
  const { mistakesMarkdown } = await import('../src/formats/mistakeDocs');
  return mistakesMarkdown();
}
