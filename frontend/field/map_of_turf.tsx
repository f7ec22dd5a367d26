import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

import type { TurfAnswer } from "./contract";
import type { MapData } from "../src/map/data";
import type { Words } from "./words";

/** Return the turf as the map element wants it: its addresses in walking order, and the way between them. */
export function mapDataOf(turf: TurfAnswer): MapData {
  const at = turf.stops.map((stop): [number, number] => [stop.longitude, stop.latitude]);
  const addresses = turf.stops.map((stop, place) => ({
    type: "Feature" as const,
    geometry: { type: "Point" as const, coordinates: [stop.longitude, stop.latitude] },
    properties: { kind: "address", turf: turf.number, order: place + 1, doors: stop.doors.length, label: stop.text },
  }));
  const route = {
    type: "Feature" as const,
    geometry: { type: "LineString" as const, coordinates: at },
    properties: { kind: "route", turf: turf.number },
  };
  return { type: "FeatureCollection", features: at.length > 1 ? [route, ...addresses] : addresses } as MapData;
}

/** The map, fetched when it is first asked for. Without network and tiles it is drawn on blank paper. */
export function MapOfTurf({ turf, words }: { turf: TurfAnswer; words: Words }): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let gone = false;
    import("../src/map/element").then(
      ({ TurfMap }) => {
        if (gone || !place.current) return;
        if (!customElements.get("turf-map")) customElements.define("turf-map", TurfMap);
        const map = new TurfMap();
        map.given = mapDataOf(turf);
        map.dataset["turf"] = String(turf.number);
        map.dataset["label"] = words.map;
        const first = !place.current.hasChildNodes();
        place.current.replaceChildren(map);
        // On a small screen it comes below what stands at the bottom.
        if (first) place.current.scrollIntoView?.({ block: "start" });
      },
      () => setFailed(true),
    );
    return () => {
      gone = true;
    };
  }, [turf, words]);
  return (
    <div class="field-map" ref={place}>
      {failed && <p role="status">{words.mapNeedsNetwork}</p>}
    </div>
  );
}
