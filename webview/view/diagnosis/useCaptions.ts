/** What stands under the three maps of a wrong tensor: where the lit entry is, what agrees, and how it ranks. */
import type { EntryReply, TensorRef } from '../../../src/protocol';
import { comparisonOf } from '../../comparison';
import { gradientName, type Fault } from '../../diagnosis';
import { count, errorBar } from '../../numbers';
import type { CompareProps } from '../compare/compareMaps';
import type { ViewProps } from '../detail';
import { useEntry } from '../entry/useEntry';
import { useTensors } from '../maps/useTensors';

interface Looked {
  readonly fault: Fault;
  readonly index: readonly number[];
  readonly report: { readonly layer: number };
}

export function useCaptions(
  { state, rpc, fault, index, report }: ViewProps & Looked,
  difference: TensorRef,
  stamp: string,
): Pick<CompareProps, 'captions' | 'errorBar' | 'isWrong'> {
  const { target, entries } = fault.report;
  const { reply } = useEntry(rpc, { layer: report.layer, target, index }, stamp);
  const check = reply?.index.join() === index.join() ? reply.check : undefined;
  // One entry that stands for all is enough: the ranges are of the whole tensor.
  const whole = { request: { ref: difference, fixed: [], maxEntries: 1 }, stamp };
  const [all, at] = useTensors(rpc, [whole, { request: { ref: difference, fixed: index }, stamp }]);
  const largest = all === undefined ? NaN : Math.max(-all.min, all.max);
  const isLargest = at !== undefined && Math.abs(at.values[0]!) === largest;
  const isWorst = fault.report.worst?.index.join() === index.join();
  const rank = isLargest ? 'largest' : isWorst ? 'worst' : 'one';
  return {
    captions: {
      mine: `at [${index.join(', ')}]`,
      right: comparisonOf(state) === undefined ? rightCaption(fault, check) : 'backpropagation, from your δ',
      difference: entries === 1 ? `of ${gradientName(fault.report)}` : `${rank} of ${count(entries)}`,
    },
    // Until the entry is there, it is as the tensor is.
    isWrong: check === undefined ? fault.report.failed > 0 : check.verdict === 'wrong',
    errorBar: check === undefined || check.uncertainty === 0 ? '' : errorBar(check.uncertainty),
  };
}

/** `as Conv2d; numeric agrees`: where the right value comes from, and what else says so. */
function rightCaption({ diagnosis }: Fault, check: EntryReply['check']): string {
  if (check === undefined || check.verdict === 'unchecked')
    return diagnosis === undefined ? '' : against(diagnosis.against);
  if (check.verdict === 'wrong') return 'numeric agrees';
  return { right: 'mine agrees', kink: 'at a kink', unresolved: 'numeric is unresolved' }[check.verdict];
}

const against = (source: string): string => (source === 'numeric' ? 'numeric' : `as ${source}`);
