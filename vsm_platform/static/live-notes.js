/* Two changes of one text become one, letter by letter: the same as live/merging.py. */
function common(old, fresh) {
  const shortest = Math.min(old.length, fresh.length);
  let start = 0;
  while (start < shortest && old[start] === fresh[start]) start += 1;
  let end = 0;
  while (end < shortest - start && old.at(-1 - end) === fresh.at(-1 - end)) end += 1;
  return [start, end];
}

/** The one stretch that was changed: [start, end, text]. Between two answers of the server there is mostly one. */
export function change(old, fresh) {
  const [start, end] = common(old, fresh);
  return [start, old.length - end, fresh.slice(start, fresh.length - end)];
}

/** What both made of the common text, and where a place of my text lies in it. */
export function mergeNotes(base, mine, theirs, place = 0) {
  const [myStart, myEnd, myText] = change(base, mine);
  const [start, end, text] = change(base, theirs);
  const shift = text.length - (end - start);
  if (mine === base) {
    const moved = place <= start ? place : Math.max(start + text.length, place + shift);
    return [theirs, moved];
  }
  if (theirs === base || mine === theirs) return [mine, place];
  if (end <= myStart) return [theirs.slice(0, myStart + shift) + myText + theirs.slice(myEnd + shift), place + shift];
  if (myEnd <= start) return [theirs.slice(0, myStart) + myText + theirs.slice(myEnd), place];
  // Both changed the same stretch: what either wrote stays, what either took away goes.
  const [from, to] = [Math.min(start, myStart), Math.max(end, myEnd)];
  const first = start <= myStart ? text : myText;
  const second = start <= myStart ? myText : text;
  const merged = base.slice(0, from) + first + second + base.slice(to);
  const before = start <= myStart ? from + text.length : from;
  return [merged, before + Math.min(Math.max(place - myStart, 0), myText.length)];
}
