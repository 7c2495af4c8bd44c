/** `--sarif F`: findings at their lines, which code hosts show in the file. SARIF 2.1.0, OASIS. */
import type { NetworkSummary, RunReport } from '../engine/summary';
import { findingsOf, type Finding } from './findings';

const rules: { readonly [K in Finding['kind']]: string } = {
  'wrong-gradient': 'A gradient differs from the derivative.',
  'broken-property': 'A layer does what no layer may: it is not deterministic, modifies its input or mixes samples.',
  'unresolved-gradient': 'A gradient could be neither confirmed nor refuted.',
};

export function sarifDocument(file: string, report: RunReport, summary: NetworkSummary): string {
  const ids = Object.keys(rules) as Finding['kind'][];
  const results = findingsOf(report, summary).map(({ kind, sentence, detail, line, layer }) => ({
    ruleId: kind,
    ruleIndex: ids.indexOf(kind),
    level: kind === 'unresolved-gradient' ? 'warning' : 'error',
    message: { text: detail === '' ? sentence : `${sentence} Worst: ${detail}.` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: encodeURI(file.replaceAll('\\', '/')) },
          region: { startLine: line ?? 1 },
        },
        logicalLocations: [{ name: layer.name, kind: 'member' }],
      },
    ],
  }));
  const driver = {
    name: 'GradLens',
    rules: ids.map((id) => ({ id, shortDescription: { text: rules[id] } })),
  };
  const document = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver }, results, columnKind: 'utf16CodeUnits' }],
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
