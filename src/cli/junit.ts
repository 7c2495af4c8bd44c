/** `--junit F`: a report that CI servers draw, one test case for each gradient of each layer. */
import { gradientSymbol } from '../engine/gradcheck/sentence';
import type { NetworkSummary, RunReport } from '../engine/summary';
import { findingsOf, type Finding } from './findings';

export function junitDocument(file: string, report: RunReport, summary: NetworkSummary): string {
  const findings = findingsOf(report, summary);
  const cases = report.layers.flatMap((layer) => {
    const subjects = [
      ...layer.tensors.map(({ name }) => gradientSymbol(name)),
      ...(layer.properties ?? []).map(({ property }) => property),
    ];
    return subjects.map((subject) =>
      testCase(
        `${file}.${layer.name}`,
        `${subject} of ${layer.name}`,
        findings.find((finding) => finding.layer === layer && finding.subject === subject),
      ),
    );
  });
  const failures = findings.filter(({ kind }) => kind !== 'unresolved-gradient').length;
  const counts = attributes({
    name: summary.name,
    tests: cases.length,
    failures,
    errors: findings.length - failures,
    time: report.elapsedMs / 1000,
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${counts}>`,
    `  <testsuite${counts}>`,
    ...cases.map((text) => `    ${text}`),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function testCase(classname: string, name: string, finding: Finding | undefined): string {
  const open = `<testcase${attributes({ classname, name, ...(finding?.line ? { line: finding.line } : {}) })}`;
  if (!finding) return `${open}/>`;
  const element = finding.kind === 'unresolved-gradient' ? 'error' : 'failure';
  const said = attributes({ message: finding.sentence, type: finding.kind });
  return `${open}><${element}${said}>${escaped(finding.detail)}</${element}></testcase>`;
}

const attributes = (values: { readonly [name: string]: string | number }): string =>
  Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(String(value))}"`)
    .join('');

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
