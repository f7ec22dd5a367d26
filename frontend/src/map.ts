/** Loaded by pages with a map: `<turf-map>`. Large, so other pages never load it. */
import "maplibre-gl/dist/maplibre-gl.css";
import "../css/map.css";

import { TurfMap } from "./map/element";

customElements.define("turf-map", TurfMap);
