import { beforeEach, describe, expect, it, vi } from "vitest";

// htmx asks for this at import to look for hx-on attributes, which our policy forbids anyway; happy-dom has none.
vi.stubGlobal(
  "XPathEvaluator",
  class {
    createExpression(): unknown {
      return { evaluate: () => ({ iterateNext: () => null }) };
    }
  },
);
const { default: htmx } = await import("htmx.org");
const { startRequests } = await import("../src/requests");
const { requestToken } = await import("../src/token");

beforeEach(() => {
  document.body.innerHTML = "";
});

describe("startRequests", () => {
  it("keeps htmx from evaluating, styling and storing", () => {
    startRequests();
    expect(htmx.config.allowEval).toBe(false);
    expect(htmx.config.allowScriptTags).toBe(false);
    expect(htmx.config.includeIndicatorStyles).toBe(false);
    expect(htmx.config.historyCacheSize).toBe(0);
  });

  it("sends the page's token with writing requests only", () => {
    document.body.innerHTML = `<input name="csrfmiddlewaretoken" value="abc">`;
    startRequests();
    const sent = (verb: string): Record<string, string> => {
      const headers: Record<string, string> = {};
      document.dispatchEvent(new CustomEvent("htmx:configRequest", { detail: { verb, headers } }));
      return headers;
    };
    expect(requestToken(document)).toBe("abc");
    expect(sent("post")).toEqual({ "X-CSRFToken": "abc" });
    expect(sent("get")).toEqual({});
  });

  it("says in words that the network is gone, and takes it back at the next try", () => {
    document.body.innerHTML = `<div data-network-message data-offline="Ikke nett" data-refused="Nei"></div>`;
    startRequests();
    const region = document.querySelector("div");
    document.dispatchEvent(new CustomEvent("htmx:sendError"));
    expect(region?.textContent).toBe("Ikke nett");
    document.dispatchEvent(new CustomEvent("htmx:beforeRequest"));
    expect(region?.textContent).toBe("");
    document.dispatchEvent(new CustomEvent("htmx:responseError"));
    expect(region?.textContent).toBe("Nei");
  });
});
