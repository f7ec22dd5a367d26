import type { JSX } from "preact";
import type { Keeper } from "./keeper";
import { useLive } from "./live";
import type { Store } from "./store";
import { fill, type Words } from "./words";

/** "142 recorded, 142 received": always in sight. */
export function Status({ store, words, keeper }: { store: Store; words: Words; keeper: Keeper }): JSX.Element {
  const numbers = useLive(async () => {
    const [holding, waiting] = await Promise.all([store.holding(), store.waiting.count()]);
    return { recorded: holding?.seq ?? 0, received: holding?.received ?? 0, waiting };
  });
  // Until the phone's store has been read nothing is said: a nought would be untrue.
  if (!numbers) return <div class="field-status">&nbsp;</div>;
  const { recorded, received, waiting } = numbers;
  return (
    <div class="field-status" data-waiting={waiting}>
      <p role="status">
        <strong>{fill(words.count, { recorded, received })}</strong> {waiting ? fill(words.waitingTaps, { number: waiting }) : ""}
      </p>
      {waiting > 0 && (
        <button type="button" class="ds-button" data-variant="tertiary" onClick={() => void keeper.sync()}>
          {words.sendNow}
        </button>
      )}
    </div>
  );
}
