/** Reports to other tools say what the table says: JUnit for CI servers, SARIF for code hosts. */
import { describe, expect, it } from 'vitest';
import { junitDocument } from '../../src/cli/junit';
import { sarifDocument } from '../../src/cli/sarif';
import type { RunReport } from '../../src/engine/summary';
import { build, runAll, withLayer, type Built } from './engine/build';

const net = () =>
  build(
    [2, 3],
    [
      { type: 'Linear', name: 'first "<&>"', out_features: 4 },
      { type: 'Tanh', name: 'tanh' },
      { type: 'Linear', name: 'last', out_features: 2 },
    ],
  );

/** δ of the last layer comes back with the wrong sign. */
const faulty = () =>
  withLayer(net(), 2, (right) => ({
    backward(...given: Parameters<typeof right.backward>) {
      const { inputs, parameters } = right.backward(...given);
      return { parameters, inputs: inputs.map(({ shape, data }) => ({ shape, data: data.map((value) => -value) })) };
    },
  }));

async function reported(built: Built): Promise<[RunReport, Built['summary']]> {
  const { report } = await runAll(built);
  return [report!, built.summary];
}

describe('JUnit', () => {
  it('has a case for each gradient and each property, and no failure where all is right', async () => {
    const [report, summary] = await reported(net());
    const text = junitDocument('x.net.json', report, summary);
    const tensors = report.layers.reduce(
      (sum, { tensors: own, properties = [] }) => sum + own.length + properties.length,
      0,
    );
    expect(text.match(/<testcase /g)).toHaveLength(tensors);
    expect(text).toContain(`tests="${tensors}" failures="0" errors="0"`);
    expect(text).toContain('classname="x.net.json.first &quot;&lt;&amp;&gt;&quot;"');
    expect(text).not.toContain('<failure');
  });

  it('fails the case of a wrong gradient, with its worst entry', async () => {
    const [report, summary] = await reported(faulty());
    const text = junitDocument('x.net.json', report, summary);
    expect(text.match(/<failure /g)).toHaveLength(1);
    expect(text).toMatch(
      /name="dx of last"><failure message="[^"]*dx of last[^"]*" type="wrong-gradient">dx\[\d,\d\]: -?\d/,
    );
  });
});

describe('SARIF', () => {
  it('has no result where all is right', async () => {
    const { runs, version } = JSON.parse(sarifDocument('x.net.json', ...(await reported(net())))) as Sarif;
    expect([version, runs[0]!.results]).toEqual(['2.1.0', []]);
  });

  it('places a wrong gradient', async () => {
    const { runs } = JSON.parse(sarifDocument('my nets/x.net.json', ...(await reported(faulty())))) as Sarif;
    expect(runs[0]!.results).toMatchObject([
      {
        ruleId: 'wrong-gradient',
        level: 'error',
        locations: [
          { physicalLocation: { artifactLocation: { uri: 'my%20nets/x.net.json' }, region: { startLine: 1 } } },
        ],
      },
    ]);
    expect(runs[0]!.results[0]!.message.text).toMatch(/dx of last .* Worst: dx\[/);
  });
});

interface Sarif {
  readonly version: string;
  readonly runs: { readonly results: { readonly ruleId: string; readonly message: { readonly text: string } }[] }[];
}
