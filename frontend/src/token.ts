/**
 * Return the token that Django wants with every writing request, from the form of the page that always has one.
 * The token lives in the page and not in a readable cookie.
 */
export function requestToken(root: ParentNode): string | undefined {
  return root.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value;
}
