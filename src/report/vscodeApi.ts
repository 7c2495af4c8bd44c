/** Gives the panel what it finds in VS Code: `acquireVsCodeApi`, theme variables, answers to its messages. */
import type { FromPanel, ToPanel } from '../protocol';
import { PageHost } from './pageHost';
import { reportElement, type ReportData } from '../formats/reportPage';
import { followTheme } from './theme';
import './theme.css';

interface VsCodeApi {
  postMessage(message: FromPanel): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare global {
  var acquireVsCodeApi: () => VsCodeApi;
}

function connect(report: ReportData): VsCodeApi {
  const deliver = (data: ToPanel): void => void window.dispatchEvent(new MessageEvent('message', { data }));
  const host = new PageHost(report, deliver);
  let state: unknown;
  return {
    // As in VS Code, a message arrives after the call that sent it has returned.
    postMessage: (message) => queueMicrotask(() => host.receive(message)),
    getState: () => state,
    setState: (next) => void (state = next),
  };
}

followTheme();
const text = document.getElementById(reportElement)!.textContent!;
const api = connect(JSON.parse(text) as ReportData);
globalThis.acquireVsCodeApi = () => api;
