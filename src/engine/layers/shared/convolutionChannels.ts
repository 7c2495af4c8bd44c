/** What can be wrong with the channels of a convolution, each with the option at fault. */
import type { ShapeProblem } from '../../layer';
import { channelProblem } from './channels';

interface Channels {
  readonly in_channels: number | undefined;
  readonly out_channels: number;
  readonly groups: number;
}

export function channelProblems(channels: number, { in_channels, out_channels, groups }: Channels): ShapeProblem[] {
  const problems = [...channelProblem('in_channels', in_channels, channels)];
  for (const [what, count] of [
    ['input channels', channels],
    ['out_channels', out_channels],
  ] as const) {
    const rest = count % groups;
    if (rest === 0) continue;
    const division = `${count} = ${groups}·${(count - rest) / groups} + ${rest}`;
    problems.push({ option: 'groups', message: `${count} ${what} do not divide into ${groups} groups: ${division}.` });
  }
  return problems;
}
