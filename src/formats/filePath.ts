/** The little that is needed of paths, with forward slashes, without Node. */

/** Folder of a file: `/a/b.json` → `/a`. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '.' : slash === 0 ? '/' : path.slice(0, slash);
}

/** Last part of a path: `/a/b.json` → `b.json`. */
export const fileName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** `lenet.npz` → `npz`, lower case; empty without a dot. */
export function extensionOf(path: string): string {
  const name = fileName(path);
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '' : name.slice(dot + 1).toLowerCase();
}

/** `path` as seen from `folder`; absolute paths (POSIX, or with a drive letter) stay as they are. */
export function resolvePath(folder: string, path: string): string {
  const forward = path.replace(/\\/g, '/');
  if (forward.startsWith('/') || /^[A-Za-z]:\//.test(forward)) return forward;
  const parts = folder.split('/');
  for (const part of forward.split('/')) {
    if (part !== '..' && part !== '.' && part !== '') parts.push(part);
    else if (part === '..' && parts.length > 1) parts.pop();
  }
  return parts.join('/');
}
