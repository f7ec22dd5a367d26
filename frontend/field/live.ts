import { liveQuery } from "dexie";
import { useEffect, useState } from "preact/hooks";

/** Return what the query finds in the store, again whenever this or another tab changes it. */
export function useLive<Value>(query: () => Promise<Value>): Value | undefined {
  const [value, setValue] = useState<Value>();
  useEffect(() => {
    const subscription = liveQuery(query).subscribe({ next: setValue, error: () => setValue(undefined) });
    return () => subscription.unsubscribe();
    // The query reads only the store, which is the same for the app's whole life.
  }, []);
  return value;
}
