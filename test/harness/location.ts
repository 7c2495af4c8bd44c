import type { VscodeServer } from './server';

/** The workbench's own way to pass startup values in its address. */
type Payload = readonly (readonly [key: string, value: string])[];

/** A file on the server's disk as the workbench names it. */
export function remoteUri(server: VscodeServer, file: string): string {
  return `vscode-remote://${server.authority}${file}`;
}

/** Address of the workbench with `folder` opened. */
export function workbenchUrl(server: VscodeServer, folder: string, payload: Payload = []): string {
  const url = new URL(server.url);
  url.searchParams.set('folder', folder);
  url.searchParams.set('payload', JSON.stringify([...payload, ['skipWelcome', 'true']]));
  return url.href;
}

/** Startup values that load an extension from a folder and run a test suite in its extension host. */
export function suitePayload(server: VscodeServer, extension: string, suite: string): Payload {
  return [
    ['extensionDevelopmentPath', remoteUri(server, extension)],
    ['extensionTestsPath', remoteUri(server, suite)],
  ];
}
