/** Loaded by pages with a map: `<turf-map>`. Large, so other pages never load it. */
import { TurfMap } from "./map/element";

customElements.define("turf-map", TurfMap);
