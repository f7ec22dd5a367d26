/** The words of the map. The page's own words come from the server; these are drawn by the browser. */
export interface Words {
  address: string;
  route: string;
  barrier: string;
  street: string;
  start: string;
  meeting: string;
  turf: string;
  showAll: string;
  open: string;
  chosen: (turf: number, addresses: number, doors: number) => string;
  unavailable: string;
  failed: string;
  empty: string;
  zoomIn: string;
  zoomOut: string;
  map: string;
  twoFingers: string;
  control: string;
  command: string;
}

const bokmål: Words = {
  address: "Adresse",
  route: "Gangrekkefølge",
  barrier: "Elv, jernbane eller stor vei",
  street: "Gate eller sti, © OpenStreetMap",
  start: "Her starter rundene",
  meeting: "Her møtes dere etterpå",
  turf: "Rode",
  showAll: "Vis hele kartet",
  open: "Åpne roden",
  chosen: (turf, addresses, doors) => `Rode ${turf}: ${addresses} adresser, ${doors} dører.`,
  unavailable: "Kartet kan ikke tegnes på denne enheten. Alt står i lista.",
  failed: "Kartet kom ikke fram. Alt står i lista.",
  empty: "Det er ingenting å vise på kartet ennå.",
  zoomIn: "Zoom inn",
  zoomOut: "Zoom ut",
  map: "Kart",
  twoFingers: "Bruk to fingre for å flytte kartet",
  control: "Hold nede Ctrl og rull for å zoome",
  command: "Hold nede ⌘ og rull for å zoome",
};

const nynorsk: Words = {
  ...bokmål,
  route: "Gangrekkjefølgje",
  barrier: "Elv, jernbane eller stor veg",
  street: "Gate eller stig, © OpenStreetMap",
  start: "Her startar rundane",
  meeting: "Her møtest de etterpå",
  showAll: "Vis heile kartet",
  open: "Opne roden",
  chosen: (turf, addresses, doors) => `Rode ${turf}: ${addresses} adresser, ${doors} dører.`,
  unavailable: "Kartet kan ikkje teiknast på denne eininga. Alt står i lista.",
  failed: "Kartet kom ikkje fram. Alt står i lista.",
  empty: "Det er ingenting å vise på kartet enno.",
  twoFingers: "Bruk to fingrar for å flytte kartet",
  control: "Hald nede Ctrl og rull for å zoome",
  command: "Hald nede ⌘ og rull for å zoome",
};

const english: Words = {
  address: "Address",
  route: "Walking order",
  barrier: "River, railway or main road",
  street: "Street or path, © OpenStreetMap",
  start: "Walks begin here",
  meeting: "People meet here afterwards",
  turf: "Turf",
  showAll: "Show the whole map",
  open: "Open the turf",
  chosen: (turf, addresses, doors) => `Turf ${turf}: ${addresses} addresses, ${doors} doors.`,
  unavailable: "The map cannot be drawn on this device. Everything is in the list.",
  failed: "The map did not arrive. Everything is in the list.",
  empty: "There is nothing to show on the map yet.",
  zoomIn: "Zoom in",
  zoomOut: "Zoom out",
  map: "Map",
  twoFingers: "Use two fingers to move the map",
  control: "Hold Ctrl and scroll to zoom",
  command: "Hold ⌘ and scroll to zoom",
};

/** Return the words in the page's language; bokmål where there is no other choice. */
export function wordsFor(language: string): Words {
  if (language.startsWith("en")) return english;
  return language.startsWith("nn") ? nynorsk : bokmål;
}
