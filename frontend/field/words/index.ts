import { en } from "./en";
import { nb, type Words } from "./nb";
import { nn } from "./nn";

export const LANGUAGES = { nb, nn, en } as const;
export const NAMES: Readonly<Record<Language, string>> = { nb: "Bokmål", nn: "Nynorsk", en: "English" };

export type Language = keyof typeof LANGUAGES;
export type { Words };

const KEPT = "gjennomslag-field-language";

/** Return the language chosen before, else the phone's first that we have, else bokmål ("no" is bokmål, too). */
export function chosenLanguage(): Language {
  const wanted = [localStorage.getItem(KEPT) ?? "", ...navigator.languages.map((tag) => tag.slice(0, 2).replace("no", "nb"))];
  return (wanted.find((each) => each in LANGUAGES) as Language | undefined) ?? "nb";
}

/** Remember the language. */
export function keepLanguage(language: Language): void {
  localStorage.setItem(KEPT, language);
}

/** Return the text with `{name}` replaced by its value. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** Say for how long the walker holds the turf: in days from two days on, in hours before that. */
export function heldFor(words: Words, hours: number): string {
  if (hours === 1) return words.lastHour;
  return hours < 48 ? fill(words.hoursLeft, { number: hours }) : fill(words.daysLeft, { number: Math.round(hours / 24) });
}
