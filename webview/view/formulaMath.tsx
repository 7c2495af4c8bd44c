/** A formula that the engine wrote as text, set as MathML. */
import type { ComponentChildren } from 'preact';
import { parseFormula, type Node } from '../formulaText';

export function FormulaMath({ text }: { readonly text: string }) {
  return (
    <div class="formulaMath">
      <math display="block" aria-label={text}>
        <mrow>{set(parseFormula(text))}</mrow>
      </math>
    </div>
  );
}

function set(node: Node): ComponentChildren {
  switch (node.kind) {
    case 'name':
      return <mi>{node.text}</mi>;
    case 'words':
      return <mi mathvariant="normal">{node.text}</mi>;
    case 'text':
      return <mtext>{node.text}</mtext>;
    case 'number':
      return <mn>{node.text}</mn>;
    case 'sign':
      // As operators, brackets round a letter with its index would grow beyond it.
      return /^[()[\]|]$/.test(node.text) ? <mi>{node.text}</mi> : <mo>{node.text}</mo>;
    case 'sum':
      return <mo>{node.text}</mo>;
    case 'row':
      return <mrow>{node.items.map(set)}</mrow>;
    case 'fraction':
      return (
        <mfrac>
          {set(node.above)}
          {set(node.below)}
        </mfrac>
      );
    case 'scripts':
      return setScripts(node);
  }
}

/** Below a sum its index stands under the sign. */
function setScripts({ base, below, above }: Extract<Node, { kind: 'scripts' }>): ComponentChildren {
  const [first, under, over] = [set(base), below && set(below), above && set(above)];
  if (base.kind === 'sum') {
    if (under !== undefined && over !== undefined) {
      return (
        <munderover>
          {first}
          {under}
          {over}
        </munderover>
      );
    }
    return under === undefined ? (
      <mover>
        {first}
        {over}
      </mover>
    ) : (
      <munder>
        {first}
        {under}
      </munder>
    );
  }
  if (under !== undefined && over !== undefined) {
    return (
      <msubsup>
        {first}
        {under}
        {over}
      </msubsup>
    );
  }
  return under === undefined ? (
    <msup>
      {first}
      {over}
    </msup>
  ) : (
    <msub>
      {first}
      {under}
    </msub>
  );
}
