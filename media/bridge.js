// Runs in the panel before its bundle. Turns {"$number": "NaN"} of the host's messages back into numbers, in place, and
// keeps the document's address in the panel's state, so that the window finds it again after a reload.
(() => {
  const document = globalThis.document.currentScript.dataset.document;

  const revive = (value) => {
    if (typeof value !== 'object' || value === null || value instanceof ArrayBuffer || ArrayBuffer.isView(value))
      return;
    for (const [key, field] of Object.entries(value)) {
      if (typeof field === 'object' && field !== null && typeof field.$number === 'string') {
        value[key] = Number(field.$number);
      } else {
        revive(field);
      }
    }
  };
  // Registered first, so that every later listener finds the numbers in place.
  globalThis.addEventListener('message', (event) => revive(event.data));

  const api = globalThis.acquireVsCodeApi();
  const own = api.getState()?.panel;
  api.setState({ document, panel: own });
  const panelApi = Object.freeze({
    postMessage: (message, transfer) => api.postMessage(message, transfer),
    getState: () => api.getState()?.panel,
    setState: (panel) => {
      api.setState({ document, panel });
      return panel;
    },
  });
  globalThis.acquireVsCodeApi = () => panelApi;
})();
