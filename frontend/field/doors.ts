import type { Door, Stop, Texts, TurfAnswer } from "./contract";
import type { Mark, Shown } from "./store";
import { fill, type Language, type Words } from "./words";

/** A door as the list shows it: `label` where one stands before it, `name` where it has to be told apart anywhere. */
export interface ListedDoor {
  readonly id: number;
  readonly label: string;
  readonly name: string;
  readonly mark: Mark;
  readonly area: number | null;
}

/** The doors of one floor, or of a house; `heading` is empty where there is nothing to tell apart. */
export interface Floor {
  readonly heading: string;
  readonly doors: readonly ListedDoor[];
}

/** An entrance on the way. `heading` is the street, and its side where that is followed, where the walk enters one. */
export interface Entrance {
  readonly order: number;
  readonly heading: string;
  readonly text: string;
  readonly floors: readonly Floor[];
}

/** The states that count as knocked on. */
export const KNOCKED: readonly Mark[] = ["no-answer", "no-access", "done"];

/** Return a text in the language, or in bokmål where it has none. */
export function inLanguage(text: Texts, language: Language): string {
  return text[language] || text.nb;
}

/** So many houses in a row on one side of a street, and the list names the side. Where it zigzags it would be noise. */
const A_SIDE = 3;

/** Return the turf as a list to walk: street by street, entrance by entrance, floor by floor. */
export function listOf(turf: TurfAnswer, shown: readonly Shown[], words: Words): Entrance[] {
  const newest = new Map(shown.map((each) => [each.door, each.mark]));
  const headings = headingsOf(turf.stops, words);
  return turf.stops.map((stop, place) => {
    const heading = headings[place] ?? "";
    const entered = heading !== headings[place - 1];
    return { order: place + 1, heading: entered ? heading : "", text: stop.text, floors: floorsOf(stop, newest, words) };
  });
}

/** Return for each stop the street it is in, with the side where the walk follows one; nothing for a stop in no street. */
function headingsOf(stops: readonly Stop[], words: Words): string[] {
  const sides = stops.map((stop) => sideOf(stop, words));
  const headings: string[] = [];
  while (headings.length < stops.length) {
    const first = headings.length;
    const end = sides.findIndex((side, place) => place > first && side !== sides[first]);
    const houses = stops.slice(first, end < 0 ? undefined : end);
    headings.push(...houses.map((stop) => (stop.number !== null && houses.length < A_SIDE ? stop.street : (sides[first] ?? ""))));
  }
  return headings;
}

function sideOf(stop: Stop, words: Words): string {
  if (!stop.street || stop.number === null) return "";
  return fill(stop.number % 2 ? words.oddSide : words.evenSide, { street: stop.street });
}

function floorsOf(stop: Stop, newest: ReadonlyMap<number, Mark>, words: Words): Floor[] {
  const floors: { heading: string; doors: ListedDoor[] }[] = [];
  for (const door of stop.doors) {
    const heading = stop.doors.length > 1 ? floorOf(door.dwelling, words) : "";
    const last = floors.at(-1);
    const listed = listedDoor(stop, door, newest);
    if (last?.heading === heading) last.doors.push(listed);
    else floors.push({ heading, doors: [listed] });
  }
  return floors;
}

function listedDoor(stop: Stop, door: Door, newest: ReadonlyMap<number, Mark>): ListedDoor {
  const tapped = newest.get(door.id);
  const mark = tapped === undefined || tapped === "may-knock" ? door.mark : tapped;
  const name = door.dwelling ? `${stop.text} ${door.dwelling}` : stop.text;
  return { id: door.id, label: door.dwelling, name, mark, area: stop.area };
}

/** Return the floor that an official dwelling number names: K basement, U lower ground floor, H main floors, L loft. */
export function floorOf(dwelling: string, words: Words): string {
  const parts = /^([KUHL])(\d\d)\d\d$/.exec(dwelling);
  if (!parts) return "";
  if (parts[1] === "K") return words.basement;
  if (parts[1] === "U") return words.lowerFloor;
  if (parts[1] === "L") return words.loft;
  return fill(words.floor, { floor: Number(parts[2]) });
}

/** Return all doors in walking order. */
export function doorsOf(entrances: readonly Entrance[]): ListedDoor[] {
  return entrances.flatMap((entrance) => entrance.floors.flatMap((floor) => floor.doors));
}

/** Return the first door, from `after` on and then from the top, that nobody has knocked on. */
export function nextDoor(doors: readonly ListedDoor[], after: number | undefined): ListedDoor | undefined {
  const from = doors.findIndex((door) => door.id === after) + 1;
  return [...doors.slice(from), ...doors.slice(0, from)].find((door) => door.mark === "not-visited");
}

/** Return the mark in words. */
export function wordOf(mark: Mark, words: Words): string {
  const all: Readonly<Record<Mark, string>> = {
    "not-visited": words.notVisited,
    "no-answer": words.noAnswer,
    "no-access": words.noAccess,
    done: words.talked,
    "do-not-knock": words.doNotKnock,
    "may-knock": words.notVisited,
  };
  return all[mark];
}
