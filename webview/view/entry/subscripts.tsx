/** `[3, x, y]` with the running indices in the colour of a link: they are what moves. */
export function Subscripts({ subscripts }: { readonly subscripts: readonly string[] }) {
  if (subscripts.length === 0) return null;
  return (
    <span class="subscripts">
      [
      {subscripts.map((text, at) => (
        <span key={at}>
          {at > 0 && ', '}
          {text.split(/([a-z])/i).map((part, k) => (/^[a-z]$/i.test(part) ? <em key={k}>{part}</em> : part))}
        </span>
      ))}
      ]
    </span>
  );
}
