/** The right formula, one sentence on why, the smallest edit, and the way to the line. */
import type { Diagnosis } from '../../../src/protocol';
import type { ViewProps } from '../detail';
import { FormulaMath } from '../formulaMath';
import { sourceOf } from '../../source';

export function Remedy({
  state,
  rpc,
  diagnosis,
  layer,
}: ViewProps & { readonly diagnosis: Diagnosis; readonly layer: number }) {
  const { remedy, patterns } = diagnosis;
  const source = sourceOf(state, layer);
  return (
    <section class="remedy" aria-label={remedy === undefined ? 'What can be seen' : 'Remedy'}>
      {remedy === undefined ? (
        <Patterns patterns={patterns} />
      ) : (
        <>
          <h3>Remedy</h3>
          <FormulaMath text={remedy.formula} />
          <p class="why">
            <Coded text={remedy.why} />
          </p>
          {remedy.edit !== undefined && <Edit {...remedy.edit} />}
        </>
      )}
      {source !== undefined && (
        <div class="remedyButtons">
          <vscode-button onClick={() => rpc.post({ type: 'openSource', layer })}>Open {source}</vscode-button>
        </div>
      )}
    </section>
  );
}

function Patterns({ patterns }: Pick<Diagnosis, 'patterns'>) {
  return (
    <>
      <h3>No known mistake matches; what can be seen</h3>
      {patterns.length === 0 ? (
        <p class="why">The wrong entries follow no pattern that is looked for.</p>
      ) : (
        <ul class="patterns">
          {patterns.map((pattern) => (
            <li key={pattern}>{pattern}</li>
          ))}
        </ul>
      )}
    </>
  );
}

function Edit({ yours, right }: { readonly yours: string; readonly right: string }) {
  return (
    <pre class="edit mono">
      {lines(yours).map((line, at) => (
        <del key={at}>{`− ${line}`}</del>
      ))}
      {lines(right).map((line, at) => (
        <ins key={at}>{`+ ${line}`}</ins>
      ))}
    </pre>
  );
}

const lines = (text: string): readonly string[] => text.split('\n');

/** Words in backquotes are code. */
function Coded({ text }: { readonly text: string }) {
  return <>{text.split('`').map((part, at) => (at % 2 === 1 ? <code key={at}>{part}</code> : part))}</>;
}
