import { describe, expect, test } from 'vitest';
import { parseFormula, type Node } from '../../webview/formulaText';

/** The tree as brackets, with scripts as LaTeX writes them. */
function shown(node: Node): string {
  switch (node.kind) {
    case 'row':
      return node.items.map(shown).join(' ');
    case 'fraction':
      return `\\frac{${shown(node.above)}}{${shown(node.below)}}`;
    case 'scripts': {
      const below = node.below === undefined ? '' : `_{${shown(node.below)}}`;
      return `${shown(node.base)}${below}${node.above === undefined ? '' : `^{${shown(node.above)}}`}`;
    }
    case 'text':
      return `"${node.text.replaceAll('\u00a0', ' ')}"`;
    default:
      return node.text;
  }
}

describe('a formula that the engine wrote as text', () => {
  test.each([
    ['∂C/∂x_c = Σ_o δ_o ∗_full rot180(W_o,c)', '\\frac{∂ C}{∂ x_{c}} = ∑_{o} δ_{o} ∗_{full} rot_{180} ( W_{o , c} )'],
    ['Σ_n Σ_u,v δ_o[u,v]', '∑_{n} ∑_{u , v} δ_{o} [ u , v ]'],
    ['x_0, x_1', 'x_{0} , x_{1}'],
    ['C_(k−1) e^(z_i)/Σ_j z^p', 'C_{k − 1} e^{z_{i}} / ∑_{j} z^{p}'],
    ['δ where z > 0, else 0', 'δ " where " z > 0 , " else " 0'],
    ['sign(d) = max(0, d)', 'sign ( d ) = max ( 0 , d )'],
    ['∂C/∂W = δᵀ x', '\\frac{∂ C}{∂ W} = δᵀ x'],
  ])('%s', (text, tree) => {
    expect(shown(parseFormula(text))).toBe(tree);
  });
});
