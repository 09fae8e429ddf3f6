// Answers that stream in while they are simulated.
import { byId, mark, put, say } from "./marks.js";

export const live = document.body.dataset.live || "";
const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
export const seen = (window.countergaze = { asked: 0, first: 0, done: 0 });
let asking = null;

const shown = (what) => requestAnimationFrame(() => setTimeout(() => {
  seen[what] ||= performance.now();
}));

// Ask for something that streams; a newer question ends an older one.
export async function ask(address) {
  stop();
  const mine = (asking = new AbortController());
  Object.assign(seen, { first: 0, done: 0 });
  try {
    const answer = await fetch(address, { signal: mine.signal });
    if (!answer.ok) throw new Error(await answer.text());
    let text = "";
    for await (const piece of answer.body.pipeThrough(new TextDecoderStream())) {
      text += piece;
      const parts = text.split("\n\n");
      text = parts.pop();
      for (const part of parts) {
        if (mine.signal.aborted) return false;
        take(JSON.parse(part.slice(6)));
      }
    }
    return true;
  } catch (fault) {
    if (fault.name === "AbortError" || mine.signal.aborted) return false;
    problem(fault.message || "The server does not answer.");
    return false;
  }
}

export const stop = () => asking?.abort();

export function problem(text) {
  let place = byId("problem");
  if (!place) {
    place = document.createElement("p");
    place.id = "problem";
    place.className = "bad";
    byId("main").prepend(place);
  }
  place.textContent = text;
  place.hidden = !text;
  if (text) say(text);
}

function take(event) {
  if (event.html) for (const [id, html] of Object.entries(event.html)) {
    const place = byId(id);
    if (place) put(place, html);
  }
  if (event.marks && !still) {
    for (const [name, d] of Object.entries(event.marks)) mark(name, d);
    shown("first");
  }
  if (byId("phase") && (event.phase || event.done)) byId("phase").textContent = event.phase || "";
  if (event.problem) problem(event.problem);
  if (event.said) say(event.said);
  if (event.done) shown("done");
}

// The arms of a link in plausible worlds, for as long as nothing newer is asked.
export function over_worlds(link, settled) {
  byId("in-worlds")?.addEventListener("click", async () => {
    seen.asked = performance.now();
    settled(true);
    const whole = await ask(
      `/live/worlds?worlds=${byId("how-many").value}&link=${encodeURIComponent(link())}`);
    if (whole) settled(false);
  });
  return () => byId("over-worlds")?.replaceChildren();
}
