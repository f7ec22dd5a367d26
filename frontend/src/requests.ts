import htmx from "htmx.org";

import { requestToken } from "./token";

interface RequestDetail {
  verb: string;
  headers: Record<string, string>;
  parameters: FormData;
}

/** Say in the page's live region that something went wrong; an empty text takes the message away. */
function say(text: string): void {
  const region = document.querySelector<HTMLElement>("[data-network-message]");
  if (region) region.textContent = text;
}

/**
 * Put htmx under the rules of the site: nothing evaluated, no style inserted, no page kept in the browser's storage
 * (pages hold personal data), a form that comes back with faults (422) shown, and a lost network told in words.
 */
export function startRequests(): void {
  Object.assign(htmx.config, {
    allowEval: false,
    allowScriptTags: false,
    includeIndicatorStyles: false,
    selfRequestsOnly: true,
    historyCacheSize: 0,
    refreshOnHistoryMiss: true,
    scrollIntoViewOnBoost: false,
    timeout: 20_000,
    responseHandling: [
      { code: "204", swap: false },
      { code: "[23]..", swap: true },
      { code: "422", swap: true },
      { code: "[45]..", swap: false, error: true },
    ],
  });
  document.addEventListener("htmx:configRequest", (event) => {
    const detail = (event as CustomEvent<RequestDetail>).detail;
    const token = requestToken(document);
    if (detail.verb !== "get" && token !== undefined) detail.headers["X-CSRFToken"] = token;
  });
  document.addEventListener("htmx:beforeRequest", () => say(""));
  for (const [name, key] of [
    ["htmx:sendError", "offline"],
    ["htmx:timeout", "offline"],
    ["htmx:responseError", "refused"],
  ] as const) {
    document.addEventListener(name, () => {
      say(document.querySelector<HTMLElement>("[data-network-message]")?.dataset[key] ?? "");
    });
  }
}
