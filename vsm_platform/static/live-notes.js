/* Two changes of one text become one, word by word and letter by letter: the same as live/merging.py. */
const isLetter = (text) => /^[\p{L}\p{N}]/u.test(text);
const wordsOf = (text) => text.match(/[\p{L}\p{N}]+|[^]/gu) ?? [];
const MOST = 500; // Steps from one text to the other; beyond that one stretch was changed as a whole.

/** What was taken away of the old text, and what was written before each of its letters. */
function changes(old, fresh) {
  let start = 0, end = 0;
  const shortest = Math.min(old.length, fresh.length);
  while (start < shortest && old[start] === fresh[start]) start += 1;
  while (end < shortest - start && old.at(-1 - end) === fresh.at(-1 - end)) end += 1;
  const [gone, written] = [new Set(), new Map()];
  const takeOut = (from, to) => Array.from({ length: to - from }, (_, place) => gone.add(from + place));
  const [from, to] = [old.slice(start, old.length - end), fresh.slice(start, fresh.length - end)];
  if (!from || !to) {
    // Letters were only written in, or only taken out: begun at a word, where it can be read so.
    let [place, moved] = [start, to || from];
    for (; place && isLetter(old[place - 1]) && old[place - 1] === moved.at(-1); place -= 1) moved = old[place - 1] + moved.slice(0, -1);
    if (place && isLetter(old[place - 1])) [place, moved] = [start, to || from];
    if (to) written.set(place, moved);
    else takeOut(place, place + moved.length);
    return { gone, written };
  }
  const [oldWords, words] = [wordsOf(from), wordsOf(to)];
  const places = [start];
  for (const word of oldWords) places.push(places.at(-1) + word.length);
  const steps = shortestWay(oldWords, words);
  if (!steps) {
    takeOut(start, start + from.length);
    written.set(start + from.length, to);
    return { gone, written };
  }
  // Myers' shortest way from one text to the other, walked back from its end.
  let [x, y] = [oldWords.length, words.length];
  for (let step = steps.length - 1; step > 0; step -= 1) {
    const [before, k] = [steps[step - 1], x - y];
    const isWritten = k === -step || (k !== step && before[k - 1 + MOST] < before[k + 1 + MOST]);
    x = before[(isWritten ? k + 1 : k - 1) + MOST];
    y = x - (isWritten ? k + 1 : k - 1);
    if (isWritten) written.set(places[x], words[y] + (written.get(places[x]) ?? ""));
    else takeOut(places[x], places[x + 1]);
  }
  return { gone, written };
}

function shortestWay(from, to) {
  const steps = [];
  let reached = new Int32Array(2 * MOST + 2);
  for (let step = 0; step < MOST; step += 1) {
    const next = reached.slice();
    for (let k = -step; k <= step; k += 2) {
      const isWritten = k === -step || (k !== step && reached[k - 1 + MOST] < reached[k + 1 + MOST]);
      let x = step === 0 ? 0 : isWritten ? reached[k + 1 + MOST] : reached[k - 1 + MOST] + 1;
      while (x < from.length && x - k < to.length && from[x] === to[x - k]) x += 1;
      next[k + MOST] = x;
      if (x >= from.length && x - k >= to.length) return [...steps, next];
    }
    steps.push((reached = next));
  }
  return null;
}

/** What stands before my words and after them where both wrote at one place: two words stay two, one that goes on stays one. */
function aroundMine(theirs, mine, before) {
  // The same at the same place is the same change.
  if (theirs === mine) return ["", ""];
  const isGoingOn = isLetter(before) && !isLetter(theirs);
  if (!mine ? !(isLetter(before) && isLetter(theirs)) : isGoingOn && isLetter(mine)) return ["", theirs];
  return [theirs + (isLetter(theirs.slice(-1)) && isLetter(mine) ? " " : ""), ""];
}

/** What both made of the common text, and where a place of my text lies in it. */
export function mergeNotes(base, mine, theirs, place = 0) {
  if (theirs === base || mine === theirs) return [mine, place];
  const [own, other] = [changes(base, mine), changes(base, theirs)];
  let merged = "", index = 0, at;
  for (let letter = 0; letter <= base.length; letter += 1) {
    const before = letter && !own.gone.has(letter - 1) && !other.gone.has(letter - 1) ? base[letter - 1] : " ";
    const words = own.written.get(letter) ?? "";
    const [first, last] = aroundMine(other.written.get(letter) ?? "", words, before);
    merged += first + words;
    index += words.length;
    // Whoever is in the middle of a word stays there, and else behind what others wrote.
    if (at === undefined && place <= index) at = merged.length - (index - place);
    merged += last;
    if (letter < base.length && !own.gone.has(letter)) {
      index += 1;
      if (!other.gone.has(letter)) merged += base[letter];
    }
  }
  return [merged, at ?? merged.length];
}
