/**
 * The tab *Diagnosis*: mine beside the right gradient, what mistake it is, the remedy, and the evidence. Where somebody's
 * own gradients are compared it is called *Compare*, has the right ones too, and says how they were read.
 */
import type { Diagnosis, LayerReport } from '../../../src/protocol';
import { comparisonOf } from '../../comparison';
import { gradientName, heldAxes, lookedAt, rightTensors, withoutTensor, type Fault } from '../../diagnosis';
import { kernelOf } from '../../layerAxes';
import { selectedLayer } from '../../selectors';
import { CompareMaps } from '../compare/compareMaps';
import { checkedTensors } from '../compare/compareSpecs';
import { ComparisonNotes } from '../compare/comparisonNotes';
import type { ViewProps } from '../detail';
import './diagnosis.css';
import { Evidence } from './evidence';
import { KernelReading } from './kernelReading';
import { Properties } from './properties';
import { Remedy } from './remedy';
import { useCaptions } from './useCaptions';

export function DiagnosisView(props: ViewProps) {
  const { state } = props;
  const report = state.run?.verdicts[state.selected ?? -1];
  if (report === undefined) return <p class="plain secondary">This layer is being checked anew.</p>;
  const looked = lookedAt(state);
  const comparison = comparisonOf(state);
  return (
    <div class="diagnosis">
      {withoutTensor(report).map((diagnosis) => (
        <Told key={diagnosis.short} {...props} report={report} diagnosis={diagnosis} />
      ))}
      {looked !== undefined && <FaultView {...props} {...looked} report={report} />}
      <Properties report={report} />
      <p class="diagnosisRest secondary">{rightTensors(report)}</p>
      {comparison !== undefined && state.network !== undefined && (
        <ComparisonNotes comparison={comparison} report={report} network={state.network} />
      )}
    </div>
  );
}

type FaultProps = ViewProps & {
  readonly report: LayerReport;
  readonly fault: Fault;
  readonly index: readonly number[];
};

function FaultView(props: FaultProps) {
  const { fault, report } = props;
  const { diagnosis } = fault;
  const reading = diagnosis && <KernelReading {...props} diagnosis={diagnosis} />;
  return (
    <>
      {diagnosis !== undefined && <Sentence diagnosis={diagnosis} report={report} />}
      <Compared {...props} />
      {diagnosis !== undefined && (
        <>
          <div class="remedyRow">
            <Remedy {...props} diagnosis={diagnosis} layer={report.layer} />
            {reading}
          </div>
          <Evidence diagnosis={diagnosis} hasKernel={kernelIn(props)} />
        </>
      )}
    </>
  );
}

/** Of a forward pass there is no gradient to lay beside the right one. */
function Told(props: ViewProps & { readonly report: LayerReport; readonly diagnosis: Diagnosis }) {
  const { report, diagnosis } = props;
  return (
    <>
      <Sentence diagnosis={diagnosis} report={report} />
      <div class="remedyRow">
        <Remedy {...props} layer={report.layer} />
      </div>
      <Evidence diagnosis={diagnosis} hasKernel={kernelIn(props)} />
    </>
  );
}

/** Of several wrong tensors each has its sentence; the banner has only the first. */
function Sentence({ diagnosis, report }: { readonly diagnosis: Diagnosis; readonly report: LayerReport }) {
  const first = report.diagnoses?.[0];
  return first === diagnosis ? null : <p class="diagnosisSentence">{diagnosis.sentence}</p>;
}

function Compared(props: FaultProps) {
  const { state, dispatch, rpc, fault, index } = props;
  const { target, shape } = fault.report;
  const layer = selectedLayer(state);
  const name = gradientName(fault.report);
  const stamp = `${state.version}/${state.run?.run}`;
  const tensors = checkedTensors(props.report.layer, target);
  const held = heldAxes(target, shape, layer).length;
  const { captions, errorBar, isWrong } = useCaptions(props, tensors.difference, stamp);
  const entry = (at: readonly number[]) => ({ layer: props.report.layer, target, index: at });
  const opens = layer === undefined || layer.explains.includes(target.kind);
  return (
    <CompareMaps
      rpc={rpc}
      theme={state.theme}
      run={state.run}
      compared={{ layer: props.report.layer, target, name, shape, tensors, stamp, held }}
      index={index}
      heading={`Your ${name} beside the right one`}
      captions={captions}
      errorBar={errorBar}
      isWrong={isWrong}
      onLook={(at) => dispatch({ type: 'lookAt', entry: entry(at), tab: 'diagnosis' })}
      onOpen={opens ? (at) => dispatch({ type: 'openEntry', entry: entry(at) }) : undefined}
    />
  );
}

const kernelIn = ({ state }: ViewProps): boolean => {
  const layer = selectedLayer(state);
  return layer !== undefined && kernelOf(layer) !== undefined;
};
