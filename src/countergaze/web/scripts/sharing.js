// A link to take away.
import { byId } from "./marks.js";

export function copied(text) {
  const told = byId("copied");
  const done = () => { if (told) told.textContent = "Copied."; };
  const by_hand = () => { if (told) told.textContent = text; };
  if (navigator.clipboard) navigator.clipboard.writeText(text).then(done, by_hand);
  else by_hand();
}
