// Screen 1: a guess, a slider, an answer.
import { ask, live, over_worlds, problem, seen, stop } from "./live.js";
import { byId, put, say } from "./marks.js";
import { copied } from "./sharing.js";

export function question() {
  const lever = byId("lever"), answer = byId("answer");
  const words = new Map(JSON.parse(lever.dataset.words));
  const id = answer.dataset.question;
  const ready = new Map([...document.querySelectorAll("template[id^=stop-]")].map(
    (one) => [one.id.slice(5), one.content]));
  if (!live) {  // the answer that the page opens with is not laid into it twice
    ready.set(lever.value, document.createDocumentFragment());
    ready.get(lever.value).append(answer.firstElementChild.cloneNode(true));
  }
  let guess = "";
  const called = () => words.get(Number(lever.value)) ?? lever.value;
  const tell = () => {
    byId("lever-said").textContent = called();
    lever.setAttribute("aria-valuetext", called());
  };
  const finding = () => answer.querySelector(".finding");
  const link = () => `#baseline&baseline:${lever.name}=${lever.value}`;
  const reveal = () => {
    byId("revealed").hidden = false;
    const way = finding().dataset.way;
    const choice = document.querySelector(`#guess input[value="${way}"]`);
    const found = way === "same" ? "no difference detected" : choice.dataset.said.toLowerCase();
    byId("guessed").textContent = guess
      ? `You said ${guess.dataset.said.toLowerCase()}. In this model: ${found}.` : "";
    say(`${byId("guessed").textContent} ${finding().querySelector("h2").textContent}`);
    byId("guess").hidden = true;
  };
  const settled = (yes) => {
    if (byId("stop")) byId("stop").hidden = !yes;
    for (const id of ["again", "in-worlds"]) if (byId(id)) byId(id).disabled = yes;
  };
  const forget = over_worlds(link, settled);
  const move = async (now) => {
    tell();
    forget();
    problem("");
    const made = ready.get(lever.value);
    if (made) {
      stop();
      put(answer, made.cloneNode(true));
      say(finding().querySelector("h2").textContent);
      return;
    }
    if (!live) return;
    settled(true);
    const whole = await ask(
      `/live/question?id=${id}&value=${lever.value}&now=${now ? 1 : 0}`);
    if (whole) settled(false);
  };
  lever.addEventListener("input", () => {
    seen.asked = performance.now();
    history.replaceState(null, "", link());
    move(false);
  });
  byId("guess").addEventListener("change", (event) => { guess = event.target; reveal(); });
  byId("show").addEventListener("click", reveal);
  byId("again")?.addEventListener("click", () => { seen.asked = performance.now(); move(true); });
  byId("stop")?.addEventListener("click", () => { stop(); settled(false); });
  byId("copy").addEventListener("click", () => copied(location.href.split("#")[0] + link()));
  answer.addEventListener("put", () => {
    const bench = byId("bench");
    if (bench) bench.hash = link();
  });
  const from = decodeURIComponent(location.hash).split(`${lever.name}=`)[1];
  if (from && !Number.isNaN(parseFloat(from))) {
    lever.value = parseFloat(from);
    reveal();
    move(false);
  }
  tell();
  if (byId("bench")) byId("bench").hash = link();
}
