// Screen 7: six steps, each a guess and a reveal.
import { byId, say } from "./marks.js";
import { packages } from "./packages.js";

export function story() {
  const steps = [...document.querySelectorAll(".step")];
  const show = (number, move) => {
    const at = Math.min(Math.max(number, 1), steps.length);
    steps.forEach((step, place) => { step.hidden = place !== at - 1; });
    for (const link of document.querySelectorAll(".steps a"))
      if (link.hash === `#story=${at}`) link.setAttribute("aria-current", "step");
      else link.removeAttribute("aria-current");
    if (move) steps[at - 1].querySelector("h2").focus();
  };
  const at = () => Number(location.hash.split("=")[1]) || 1;
  window.addEventListener("hashchange", () => show(at(), true));
  for (const step of steps) {
    const guess = step.querySelector(".guess"), reveal = step.querySelector(".reveal");
    const told = step.querySelector(".told");
    step.querySelector(".show")?.addEventListener("click", () => {
      reveal.hidden = false;
      const one = guess?.querySelector("input:checked, input[type=range]");
      if (told && one) told.textContent = `You said ${one.dataset.said ?? one.value}.`;
      for (const box of step.querySelectorAll("[data-may]"))
        box.querySelector(".why").hidden = false;
      say(`${told?.textContent ?? ""} ${reveal.querySelector("p")?.textContent ?? ""}`);
    });
    const slider = step.querySelector(".guess input[type=range]");
    slider?.addEventListener("input", () => {
      slider.nextElementSibling.textContent = slider.value;
    });
  }
  byId("package").addEventListener("told", ({ detail }) => {
    const wrong = detail.wrongful_listing;
    const work = detail.control_hours, own = detail.safeguard_hours;
    const halved = wrong.level <= 0.5 * wrong.base;
    const more = work.level - work.base + own.level - own.base;
    byId("challenge").textContent = `${halved ? "Halved." : "Not halved yet."} ${
      more <= 0.5 ? "Within half an hour." : "More than half an hour."} ${
      halved && more <= 0.5 ? "Challenge met: look at what else moved." : ""}`;
  });
  packages();
  show(at(), false);
}
