// Screen 4: one life in two worlds.
import { ask, stop } from "./live.js";
import { byId } from "./marks.js";

export function follow() {
  const asked = byId("follow");
  const run = async () => {
    const told = new URLSearchParams(new FormData(asked));
    history.replaceState(null, "", `#${told}`);
    byId("stop").hidden = false;
    await ask(`/live/life?${told}`);
    byId("stop").hidden = true;
  };
  asked.addEventListener("submit", (event) => { event.preventDefault(); run(); });
  byId("stop").addEventListener("click", stop);
  if (location.hash.length > 1) {
    for (const [name, value] of new URLSearchParams(location.hash.slice(1)))
      if (asked.elements[name]) asked.elements[name].value = value;
    run();
  }
}
